//! Tuples of parts with one scalar: the reals of the first part, then those of the second, and so on.

use super::{Differentiable, Stacked};
use crate::tangent::Tangent;

macro_rules! tuple {
    ($first:ident . $zero:tt $(, $part:ident . $number:tt)*) => {
        impl<$first: Tangent $(, $part: Tangent<Scalar = $first::Scalar>)*> Tangent for ($first, $($part,)*) {
            type Scalar = $first::Scalar;
            type Owned = ($first::Owned, $($part::Owned,)*);

            #[inline]
            fn zeros(&self) -> Self::Owned {
                (self.$zero.zeros(), $(self.$number.zeros(),)*)
            }

            #[inline]
            fn copied(&self) -> Self::Owned {
                (self.$zero.copied(), $(self.$number.copied(),)*)
            }

            #[inline]
            fn add_to(&self, total: &mut Self::Owned) {
                self.$zero.add_to(&mut total.$zero);
                $(self.$number.add_to(&mut total.$number);)*
            }

            #[inline]
            fn has_shape_of(&self, other: &Self) -> bool {
                self.$zero.has_shape_of(&other.$zero) $(&& self.$number.has_shape_of(&other.$number))*
            }

            #[inline]
            fn count(&self) -> usize {
                self.$zero.count() $(+ self.$number.count())*
            }

            #[inline]
            fn for_each(&self, visit: &mut impl FnMut(Self::Scalar)) {
                self.$zero.for_each(visit);
                $(self.$number.for_each(visit);)*
            }
        }

        impl<$first: Stacked $(, $part: Stacked<Scalar = $first::Scalar>)*> Stacked for ($first, $($part,)*)
        {
            #[inline]
            #[track_caller]
            fn add_multiple(&mut self, factor: Self::Scalar, direction: &Self) {
                self.$zero.add_multiple(factor, &direction.$zero);
                $(self.$number.add_multiple(factor, &direction.$number);)*
            }

            #[inline]
            #[track_caller]
            fn sum_of_products(&self, other: &Self) -> Self::Scalar {
                self.$zero.sum_of_products(&other.$zero) $(+ self.$number.sum_of_products(&other.$number))*
            }

            #[inline]
            fn for_each_mut(&mut self, visit: &mut impl FnMut(&mut Self::Scalar)) {
                self.$zero.for_each_mut(visit);
                $(self.$number.for_each_mut(visit);)*
            }
        }

        // A list of the types that have a derivative names the others.
        #[diagnostic::do_not_recommend]
        impl<$first: Stacked $(, $part: Stacked<Scalar = $first::Scalar>)*> Differentiable for ($first, $($part,)*) {}
    };
}

tuple!(A.0);
tuple!(A.0, B.1);
tuple!(A.0, B.1, C.2);
tuple!(A.0, B.1, C.2, D.3);
tuple!(A.0, B.1, C.2, D.3, E.4);
tuple!(A.0, B.1, C.2, D.3, E.4, F.5);
tuple!(A.0, B.1, C.2, D.3, E.4, F.5, G.6);
tuple!(A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7);
