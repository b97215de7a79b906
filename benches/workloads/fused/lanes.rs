//! Eight lanes, and functions compiled for several instruction sets.

/// `a * b + c`, in one rounding if `FMA` says so.
#[inline(always)]
pub(crate) fn fma<const FMA: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

/// Eight entries from `start` on.
#[inline(always)]
pub(crate) fn load(slice: &[f64], start: usize) -> [f64; 8] {
    let mut lanes = [0.0; 8];
    lanes.copy_from_slice(&slice[start..start + 8]);
    lanes
}

#[inline(always)]
pub(crate) fn sum(v: &[f64; 8]) -> f64 {
    ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
}

/// A function that runs the widest version of a kernel that the processor has.
macro_rules! widest {
    ($(#[$attribute:meta])* $name:ident, $kernel:ident ($($arg:ident: $ty:ty),*) -> $result:ty) => {
        $(#[$attribute])*
        pub(crate) fn $name($($arg: $ty),*) -> $result {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $ty),*) -> $result {
                    $kernel::<true>($($arg),*)
                }
                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
                fn avx512($($arg: $ty),*) -> $result {
                    $kernel::<true>($($arg),*)
                }
                let has_fma = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
                let is_wide = is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw");
                if has_fma && is_wide {
                    // SAFETY: the processor has these instructions.
                    return unsafe { avx512($($arg),*) };
                }
                if has_fma {
                    // SAFETY: the processor has these instructions.
                    return unsafe { avx2($($arg),*) };
                }
            }
            $kernel::<false>($($arg),*)
        }
    };
}

pub(crate) use widest;
