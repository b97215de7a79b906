//! The polynomials and constants that differ from one scalar to the other.

#![expect(
    clippy::excessive_precision,
    clippy::approx_constant,
    reason = "digits as they were found, and parts of constants"
)]

use super::fma;
use super::pair::Pair;
use crate::Real;

/// Polynomials for the digits of a scalar. Their coefficients stem from `fit/minimax.py`.
pub trait Series: Real {
    /// ln 2 with so few digits that its products with exponents are exact.
    const LN_2_HIGH: Self;
    /// What is left of ln 2.
    const LN_2_LOW: Self;
    /// 2/3, and what that has lost.
    const TWO_THIRDS: Pair<Self>;
    /// 1 / ln 2, and what that has lost.
    const LOG2_E: Pair<Self>;
    /// 1 / ln 10, and what that has lost.
    const LOG10_E: Pair<Self>;
    /// The logarithm of 2 to base 10, with so few digits that its products with exponents are exact, and what is left of it.
    const LOG10_2: Pair<Self>;

    /// Where `exp` has underflowed to zero.
    const EXP_LEAST: Self;
    /// Where `exp`, `sinh` and `cosh` have overflowed.
    const EXP_MOST: Self;
    /// Where `exp` is lost in the digits of -1.
    const EXP_LOST: Self;

    /// Up to where angles are reduced exactly.
    const FARTHEST: Self;
    /// π/2 as a sum of parts with all their digits. The second is positive, so that -0 stays -0.
    const HALF_PI_IN_THREE: [Self; 3];
    /// π/2 as a sum of parts with so few digits that products with the number of quarters up to `FARTHEST` are exact; the last has all.
    const HALF_PI_IN_FOUR: [Self; 4];

    /// `(exp(r) - 1 - r) / r²` for `|r| <= ln(2) / 2`.
    fn quotient_of_exp<const FMA: bool>(r: Self) -> Self;

    /// `(ln((1 + s) / (1 - s)) - 2s) / s` where `z = s²`, for `(1 + s) / (1 - s)` between √½ and √2.
    fn quotient_of_ln<const FMA: bool>(z: Self) -> Self;

    /// `quotient_of_ln / z² - 2 / (3z)`: what stands there after the first term.
    fn rest_of_ln<const FMA: bool>(z: Self) -> Self;

    /// `(sin(r) - r) / r³` where `z = r²`, for `|r| <= π/4`.
    fn quotient_of_sin<const FMA: bool>(z: Self) -> Self;

    /// `(cos(r) - 1 + r²/2) / r⁴` where `z = r²`, for `|r| <= π/4`.
    fn quotient_of_cos<const FMA: bool>(z: Self) -> Self;
}

/// A polynomial, coefficients lowest first.
macro_rules! polynomial {
    ($x:expr; $last:expr) => { $last };
    ($x:expr; $first:expr, $($rest:expr),+) => { fma::<FMA, Self>($x, polynomial!($x; $($rest),+), $first) };
}

impl Series for f64 {
    // fdlibm, `e_exp.c`.
    const LN_2_HIGH: f64 = 6.931_471_803_691_238_164_90e-01;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
    const TWO_THIRDS: Pair<f64> = Pair(0.666_666_666_666_666_63, 3.700_743_415_417_188_3e-17);
    const LOG2_E: Pair<f64> = Pair(1.442_695_040_888_963_4, 2.035_527_374_093_103_3e-17);
    const LOG10_E: Pair<f64> = Pair(0.434_294_481_903_251_82, 1.098_319_650_216_765_1e-17);
    const LOG10_2: Pair<f64> = Pair(0.301_029_995_549_470_19, 1.145_110_089_802_183_8e-10);
    const EXP_LEAST: f64 = -746.0;
    const EXP_MOST: f64 = 711.0;
    const EXP_LOST: f64 = -40.0;
    const FARTHEST: f64 = 1e6;
    const HALF_PI_IN_THREE: [f64; 3] = [1.5707963267948966, 6.1232339957367648e-17, 1.082856673921914e-32];
    // 33 digits each, as in fdlibm, `e_rem_pio2.c`.
    const HALF_PI_IN_FOUR: [f64; 4] =
        [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603688996e-32];

    #[inline(always)]
    fn quotient_of_exp<const FMA: bool>(r: f64) -> f64 {
        let z = r * r;
        let even = polynomial!(z; 0.500_000_000_000_000_56, 0.041_666_666_666_573_544, 0.001_388_888_893_241_010_3,
            2.480_150_440_388_886_4e-5, 2.762_634_467_078_857_8e-7);
        let odd = polynomial!(z; 0.166_666_666_666_666_88, 0.008_333_333_333_313_526_1, 0.000_198_412_699_059_818_66,
            2.755_722_474_264_814_8e-6, 2.511_567_137_374_014_5e-8);
        fma::<FMA, Self>(odd, r, even)
    }

    #[inline(always)]
    fn quotient_of_ln<const FMA: bool>(z: f64) -> f64 {
        let w = z * z;
        let even = polynomial!(w; 0.666_666_666_666_673_4, 0.285_714_287_424_789_55, 0.181_835_648_817_176_84,
            0.147_961_100_917_530_09);
        let odd = polynomial!(w; 0.399_999_999_994_142_93, 0.222_221_985_631_743_39, 0.153_140_354_233_025_91);
        fma::<FMA, Self>(odd, w, even * z)
    }

    #[inline(always)]
    fn rest_of_ln<const FMA: bool>(z: f64) -> f64 {
        polynomial!(z; 0.400_000_000_000_022_56, 0.285_714_285_700_995, 0.222_222_225_199_357_53,
            0.181_817_843_659_962_54, 0.153_867_573_852_098_54, 0.132_568_164_088_992_86, 0.131_963_420_605_156_17)
    }

    #[inline(always)]
    fn quotient_of_sin<const FMA: bool>(z: f64) -> f64 {
        polynomial!(z; -0.166_666_666_666_666_32, 0.008_333_333_333_322_414_9, -0.000_198_412_698_298_080_73,
            2.755_731_369_197_039_7e-6, -2.505_075_812_056_814_8e-8, 1.589_679_588_219_280_9e-10)
    }

    #[inline(always)]
    fn quotient_of_cos<const FMA: bool>(z: f64) -> f64 {
        polynomial!(z; 0.041_666_666_666_666_602, -0.001_388_888_888_887_412_5, 2.480_158_728_948_203_5e-5,
            -2.755_731_435_227_722_6e-7, 2.087_572_326_442_766_3e-9, -1.135_964_730_101_437_1e-11)
    }
}

impl Series for f32 {
    // fdlibm, `e_expf.c`.
    const LN_2_HIGH: f32 = 6.931_457_519_5e-01;
    const LN_2_LOW: f32 = 1.428_606_765_3e-06;
    const TWO_THIRDS: Pair<f32> = Pair(0.666_666_687, -1.986_821_55e-8);
    const LOG2_E: Pair<f32> = Pair(1.442_695_02, 1.925_963_03e-8);
    const LOG10_E: Pair<f32> = Pair(0.434_294_492, -1.010_305e-8);
    const LOG10_2: Pair<f32> = Pair(0.301_025_391, 4.605_039_07e-6);
    const EXP_LEAST: f32 = -104.0;
    const EXP_MOST: f32 = 90.0;
    const EXP_LOST: f32 = -20.0;
    const FARTHEST: f32 = 1e4;
    // Truncated.
    const HALF_PI_IN_THREE: [f32; 3] = [1.57079625, 7.54978942e-8, 5.39030295e-15];
    // 11 digits each.
    const HALF_PI_IN_FOUR: [f32; 4] = [1.5703125, 0.000483751297, 7.54953362e-8, 2.56334407e-12];

    #[inline(always)]
    fn quotient_of_exp<const FMA: bool>(r: f32) -> f32 {
        polynomial!(r; 0.5, 0.166_665_435, 0.041_666_276_8, 0.008_366_594_09, 0.001_394_700_38)
    }

    #[inline(always)]
    fn quotient_of_ln<const FMA: bool>(z: f32) -> f32 {
        polynomial!(z; 0.666_667_759, 0.399_775_386, 0.298_718_214) * z
    }

    #[inline(always)]
    fn rest_of_ln<const FMA: bool>(z: f32) -> f32 {
        polynomial!(z; 0.400_001_526, 0.285_471_261, 0.234_187_648)
    }

    #[inline(always)]
    fn quotient_of_sin<const FMA: bool>(z: f32) -> f32 {
        polynomial!(z; -0.166_666_552, 0.008_332_178, -0.000_195_172_412)
    }

    #[inline(always)]
    fn quotient_of_cos<const FMA: bool>(z: f32) -> f32 {
        polynomial!(z; 0.041_666_645_6, -0.001_388_736_65, 2.443_836_64e-5)
    }
}
