//! One pass over vectors and slices, entry by entry.

use alloc::vec;
use alloc::vec::Vec;

use super::choice::{Kernel, widest};
use super::lane::Lane;
use super::parallel::{IS_ON, LONG, PART, both, middle};
use super::sums::totals;

/// Fewer entries than this are computed one by one.
const SHORT: usize = 8;

/// The same, where an entry takes long.
const SHORT_OF_FUNCTIONS: usize = 4;

/// What is done to each entry: of as many numbers as are read, it makes those that are written, and terms of sums.
pub trait Each<T, const READS: usize, const WRITES: usize, const SUMS: usize>: Sync {
    /// Whether the last sum counts angles that are too far out for lanes ([`sin_or_far`](super::math::sin_or_far)). Chunks with such
    /// an angle are computed again by the standard library's functions, and the sum is of no use to anyone else.
    const HAS_ANGLES: bool = false;

    /// Whether an entry takes longer than a few sums and products.
    const HAS_FUNCTIONS: bool = false;

    /// Whether [`change`](Each::change) is what an implementation has, in place of [`each`](Each::each).
    const CHANGES: bool = false;

    /// One entry. An implementation is `#[inline(always)]` and has no branches, so that the compiler makes lanes of it. It has this or `change`.
    #[inline(always)]
    fn each<const FMA: bool>(&self, entries: [T; READS]) -> ([T; WRITES], [T; SUMS])
    where
        T: Lane,
    {
        self.change::<FMA>(entries, [T::zero(); WRITES])
    }

    /// The same, with what is there already of what is written.
    #[inline(always)]
    fn change<const FMA: bool>(&self, entries: [T; READS], _before: [T; WRITES]) -> ([T; WRITES], [T; SUMS])
    where
        T: Lane,
    {
        self.each::<FMA>(entries)
    }
}

/// Where results go.
#[derive(Debug)]
pub enum Into<'a, T> {
    /// They replace the entries.
    Set(&'a mut [T]),
    /// They are added to the entries.
    Add(&'a mut [T]),
    /// They replace the entries, and what is beyond becomes zero.
    Fresh(&'a mut [T]),
}

impl<'a, T: Lane> Into<'a, T> {
    /// Two parts; none has entries beyond those that are computed.
    fn split_at(self, place: usize) -> (Into<'a, T>, Into<'a, T>) {
        match self {
            Into::Set(entries) | Into::Fresh(entries) => {
                let (one, two) = entries.split_at_mut(place);
                (Into::Set(one), Into::Set(two))
            }
            Into::Add(entries) => {
                let (one, two) = entries.split_at_mut(place);
                (Into::Add(one), Into::Add(two))
            }
        }
    }

    #[inline(always)]
    fn len(&self) -> usize {
        let (Into::Set(entries) | Into::Add(entries) | Into::Fresh(entries)) = self;
        entries.len()
    }

    /// Takes the first `len` entries. What is fresh beyond them is zero from now on.
    #[inline(always)]
    fn shorten(&mut self, len: usize) {
        *self = match core::mem::replace(self, Into::Set(&mut [])) {
            Into::Set(entries) => Into::Set(&mut entries[..len]),
            Into::Add(entries) => Into::Add(&mut entries[..len]),
            Into::Fresh(entries) => {
                let (entries, rest) = entries.split_at_mut(len);
                rest.fill(T::zero());
                Into::Set(entries)
            }
        };
    }

    /// What is there.
    #[inline(always)]
    fn entries(&self) -> &[T] {
        let (Into::Set(entries) | Into::Add(entries) | Into::Fresh(entries)) = self;
        entries
    }

    /// Writes a chunk whose first entries are done: what was there before stays there.
    #[inline(always)]
    fn write_last<const WIDTH: usize>(&mut self, start: usize, done: usize, before: &[T; WIDTH], results: &[T; WIDTH]) {
        let mut lanes = *before;
        match self {
            Into::Set(entries) | Into::Fresh(entries) => {
                for lane in 0..WIDTH {
                    lanes[lane] = if lane < done { before[lane] } else { results[lane] };
                }
                entries[start..start + WIDTH].copy_from_slice(&lanes);
            }
            Into::Add(entries) => {
                for lane in 0..WIDTH {
                    lanes[lane] = if lane < done { before[lane] } else { before[lane] + results[lane] };
                }
                entries[start..start + WIDTH].copy_from_slice(&lanes);
            }
        }
    }

    #[inline(always)]
    fn write(&mut self, start: usize, results: &[T]) {
        match self {
            Into::Set(entries) | Into::Fresh(entries) => entries[start..start + results.len()].copy_from_slice(results),
            Into::Add(entries) => {
                let entries = &mut entries[start..start + results.len()];
                entries.iter_mut().zip(results).for_each(|(entry, result)| *entry += *result);
            }
        }
    }
}

/// How many entries there are.
pub trait Len: Copy {
    /// Their number.
    fn get(self) -> usize;
}

impl Len for usize {
    #[inline(always)]
    fn get(self) -> usize {
        self
    }
}

/// So many entries, known when the program is compiled: they stay in registers.
#[derive(Clone, Copy, Debug)]
pub struct Known<const LEN: usize>;

impl<const LEN: usize> Len for Known<LEN> {
    #[inline(always)]
    fn get(self) -> usize {
        LEN
    }
}

/// Computes each of the first `len` entries of the slices in `reads`, writes results to the entries of `writes`, and gives
/// the sums of the terms, in an order that depends on nothing but `len`. They start at -0.0, which changes no term.
///
/// # Panics
/// Where a slice is shorter than `len`.
#[inline]
#[track_caller]
pub fn sweep<T, E, const READS: usize, const WRITES: usize, const SUMS: usize>(
    length: impl Len,
    reads: [&[T]; READS],
    writes: [Into<'_, T>; WRITES],
    each: E,
) -> [T; SUMS]
where
    T: Lane,
    E: Each<T, READS, WRITES, SUMS>,
{
    let len = length.get();
    reads.iter().for_each(|entries| check(entries.len(), len));
    writes.iter().for_each(|write| check(write.len(), len));
    // Not by `map`, which the compiler does not inline.
    let (mut reads, mut writes) = (reads, writes);
    for entries in &mut reads {
        *entries = &entries[..len];
    }
    for write in &mut writes {
        write.shorten(len);
    }
    if IS_ON && len >= LONG {
        return in_parts(len, reads, writes, &each);
    }
    let sweep = Sweep { reads, writes, each };
    let short = if E::HAS_FUNCTIONS { SHORT_OF_FUNCTIONS } else { SHORT };
    if len < short { sweep.one_by_one(len) } else { widest(Long { sweep, length }) }
}

/// A sweep in parts, some of them at the same time.
fn in_parts<T, E, const READS: usize, const WRITES: usize, const SUMS: usize>(
    len: usize,
    reads: [&[T]; READS],
    writes: [Into<'_, T>; WRITES],
    each: &E,
) -> [T; SUMS]
where
    T: Lane,
    E: Each<T, READS, WRITES, SUMS>,
{
    if len <= PART {
        return widest(Long { sweep: Sweep { reads, writes, each }, length: len });
    }
    let start = middle(len.div_ceil(PART)) * PART;
    let mut rest = [const { None }; WRITES];
    let mut place = 0;
    let writes = writes.map(|write| {
        let (first, second) = write.split_at(start);
        rest[place] = Some(second);
        place += 1;
        first
    });
    let rest = rest.map(|second| second.unwrap_or(Into::Set(&mut [])));
    let (one, two) = both(
        || in_parts(start, reads.map(|entries| &entries[..start]), writes, each),
        || in_parts(len - start, reads.map(|entries| &entries[start..]), rest, each),
    );
    core::array::from_fn(|sum| one[sum] + two[sum])
}

impl<T, E, const READS: usize, const WRITES: usize, const SUMS: usize> Each<T, READS, WRITES, SUMS> for &E
where
    E: Each<T, READS, WRITES, SUMS>,
{
    const HAS_ANGLES: bool = E::HAS_ANGLES;
    const HAS_FUNCTIONS: bool = E::HAS_FUNCTIONS;
    const CHANGES: bool = E::CHANGES;

    #[inline(always)]
    fn each<const FMA: bool>(&self, entries: [T; READS]) -> ([T; WRITES], [T; SUMS])
    where
        T: Lane,
    {
        E::each::<FMA>(self, entries)
    }

    #[inline(always)]
    fn change<const FMA: bool>(&self, entries: [T; READS], before: [T; WRITES]) -> ([T; WRITES], [T; SUMS])
    where
        T: Lane,
    {
        E::change::<FMA>(self, entries, before)
    }
}

/// Panics as the first index does that is out of bounds.
#[inline]
#[track_caller]
fn check(known: usize, len: usize) {
    assert!(len <= known, "index out of bounds: the len is {known} but the index is {known}");
}

/// The entries from a place on, for a loop over so many.
///
/// # Panics
/// Where there are fewer.
#[inline]
#[track_caller]
pub fn from<T>(entries: &[T], place: usize, len: usize) -> &[T] {
    check_from(entries.len(), place, len);
    entries.get(place..).unwrap_or_default()
}

/// The same, to be written to.
///
/// # Panics
/// Where there are fewer.
#[inline]
#[track_caller]
pub fn from_mut<T>(entries: &mut [T], place: usize, len: usize) -> &mut [T] {
    check_from(entries.len(), place, len);
    entries.get_mut(place..).unwrap_or_default()
}

/// Zeros that are to be replaced.
#[inline]
#[must_use]
pub fn room<T: Lane>(len: usize) -> Vec<T> {
    vec![T::zero(); len]
}

/// Ranges of `len` entries from some places on, which are known to be apart.
///
/// # Panics
/// Where one is not in the slice, or two have an entry in common.
#[inline]
#[track_caller]
pub fn ranges<T, const COUNT: usize>(entries: &mut [T], places: [usize; COUNT], len: usize) -> [&mut [T]; COUNT] {
    if len == 0 {
        return core::array::from_fn(|_| <&mut [T]>::default());
    }
    places.iter().for_each(|place| check_from(entries.len(), *place, len));
    match entries.get_disjoint_mut(places.map(|place| place..place + len)) {
        Ok(ranges) => ranges,
        Err(_) => panic!("ranges of {len} entries from {places:?} on overlap"),
    }
}

/// Panics as the first index does that is out of bounds, where `len` of them begin at a place.
#[inline]
#[track_caller]
fn check_from(known: usize, place: usize, len: usize) {
    let fits = known.saturating_sub(place) >= len;
    assert!(fits, "index out of bounds: the len is {known} but the index is {}", known.max(place));
}

struct Sweep<'a, T, E, const READS: usize, const WRITES: usize> {
    reads: [&'a [T]; READS],
    writes: [Into<'a, T>; WRITES],
    each: E,
}

impl<T: Lane, E, const READS: usize, const WRITES: usize> Sweep<'_, T, E, READS, WRITES> {
    #[inline(always)]
    fn one_by_one<const SUMS: usize>(mut self, len: usize) -> [T; SUMS]
    where
        E: Each<T, READS, WRITES, SUMS>,
    {
        let mut sums = [-T::zero(); SUMS];
        for place in 0..len {
            let mut entries = [T::zero(); READS];
            for (entry, read) in entries.iter_mut().zip(&self.reads) {
                *entry = read[place];
            }
            let mut before = [T::zero(); WRITES];
            if E::CHANGES {
                for (before, write) in before.iter_mut().zip(&self.writes) {
                    *before = write.entries()[place];
                }
            }
            let (results, terms) = self.each.change::<false>(entries, before);
            for (write, result) in self.writes.iter_mut().zip(results) {
                write.write(place, &[result]);
            }
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum += term;
            }
        }
        sums
    }
}

struct Long<'a, T, E, L, const READS: usize, const WRITES: usize, const SUMS: usize> {
    sweep: Sweep<'a, T, E, READS, WRITES>,
    length: L,
}

impl<T, E, L, const READS: usize, const WRITES: usize, const SUMS: usize> Kernel
    for Long<'_, T, E, L, READS, WRITES, SUMS>
where
    T: Lane,
    L: Len,
    E: Each<T, READS, WRITES, SUMS>,
{
    type Output = [T; SUMS];

    #[inline(always)]
    fn run<const FMA: bool>(self) -> [T; SUMS] {
        // Of shorter numbers twice as many are in a register.
        if T::IS_NARROW { self.in_chunks::<FMA, 16>() } else { self.in_chunks::<FMA, 8>() }
    }
}

impl<T, E, L, const READS: usize, const WRITES: usize, const SUMS: usize> Long<'_, T, E, L, READS, WRITES, SUMS>
where
    T: Lane,
    L: Len,
    E: Each<T, READS, WRITES, SUMS>,
{
    /// So many entries at once; the last ones, where they are fewer, from a copy.
    #[inline(always)]
    fn in_chunks<const FMA: bool, const WIDTH: usize>(self) -> [T; SUMS] {
        let Long { sweep: Sweep { mut reads, mut writes, each }, length } = self;
        let len = length.get();
        for entries in &mut reads {
            *entries = &entries[..len];
        }
        for write in &mut writes {
            write.shorten(len);
        }
        // Not by `map`, which the compiler does not inline.
        let mut chunks = [&[][..]; READS];
        for place in 0..READS {
            chunks[place] = reads[place].as_chunks::<WIDTH>().0;
        }
        let rest = len % WIDTH;
        let mut sums = [[-T::zero(); WIDTH]; SUMS];
        let none = [T::zero(); WIDTH];
        #[expect(clippy::needless_range_loop, reason = "it is a place in all slices")]
        for chunk in 0..len / WIDTH {
            let mut entries = [&none; READS];
            for place in 0..READS {
                entries[place] = &chunks[place][chunk];
            }
            let before = if E::CHANGES { there(&writes, chunk * WIDTH) } else { [none; WRITES] };
            let results;
            (results, sums) = lanes::<FMA, _, _, WIDTH, READS, WRITES, SUMS>(&each, entries, &before, sums);
            for (write, results) in writes.iter_mut().zip(&results) {
                write.write(chunk * WIDTH, results);
            }
        }
        if rest > 0 {
            sums = if len < WIDTH {
                few::<FMA, _, _, WIDTH, READS, WRITES, SUMS>(&each, &reads, &mut writes, len)
            } else {
                last::<FMA, _, _, WIDTH, READS, WRITES, SUMS>(&each, &reads, &mut writes, rest, sums)
            };
        }
        // Nobody reads how many angles are far out.
        if E::HAS_ANGLES && SUMS == 1 { [T::zero(); SUMS] } else { totals(sums) }
    }
}

/// The last entries, which are fewer than a chunk: with those before them, which are left as they are.
#[inline(always)]
fn last<const FMA: bool, T, E, const WIDTH: usize, const READS: usize, const WRITES: usize, const SUMS: usize>(
    each: &E,
    reads: &[&[T]; READS],
    writes: &mut [Into<'_, T>; WRITES],
    rest: usize,
    mut sums: [[T; WIDTH]; SUMS],
) -> [[T; WIDTH]; SUMS]
where
    T: Lane,
    E: Each<T, READS, WRITES, SUMS>,
{
    let done = WIDTH - rest;
    let mut entries = [[T::zero(); WIDTH]; READS];
    for place in 0..READS {
        let start = reads[place].len() - WIDTH;
        entries[place].copy_from_slice(&reads[place][start..start + WIDTH]);
    }
    let start = writes.first().map_or(0, |write| write.len() - WIDTH);
    let before = there(writes, start);
    let none = [[-T::zero(); WIDTH]; SUMS];
    let (results, terms) = lanes::<FMA, _, _, WIDTH, READS, WRITES, SUMS>(each, entries.each_ref(), &before, none);
    for place in 0..WRITES {
        writes[place].write_last(start, done, &before[place], &results[place]);
    }
    for place in 0..SUMS {
        for lane in 0..WIDTH {
            let sum = sums[place][lane];
            sums[place][lane] = if lane < done { sum } else { sum + terms[place][lane] };
        }
    }
    sums
}

/// All entries, which are fewer than a chunk: from a copy.
#[inline(always)]
fn few<const FMA: bool, T, E, const WIDTH: usize, const READS: usize, const WRITES: usize, const SUMS: usize>(
    each: &E,
    reads: &[&[T]; READS],
    writes: &mut [Into<'_, T>; WRITES],
    len: usize,
) -> [[T; WIDTH]; SUMS]
where
    T: Lane,
    E: Each<T, READS, WRITES, SUMS>,
{
    let mut entries = [[T::zero(); WIDTH]; READS];
    for place in 0..READS {
        entries[place] = padded(reads[place]);
    }
    let mut before = [[T::zero(); WIDTH]; WRITES];
    for place in 0..WRITES {
        before[place] = padded(writes[place].entries());
    }
    let none = [[-T::zero(); WIDTH]; SUMS];
    let (results, mut terms) = lanes::<FMA, _, _, WIDTH, READS, WRITES, SUMS>(each, entries.each_ref(), &before, none);
    for (write, results) in writes.iter_mut().zip(&results) {
        write.write(0, &results[..len]);
    }
    for terms in &mut terms {
        terms[len..].fill(-T::zero());
    }
    terms
}

/// Entries, and the first one again in lanes beyond the end.
#[inline(always)]
fn padded<T: Lane, const WIDTH: usize>(entries: &[T]) -> [T; WIDTH] {
    let mut lanes = [entries.first().copied().unwrap_or(T::zero()); WIDTH];
    lanes[..entries.len()].copy_from_slice(entries);
    lanes
}

/// A chunk of what is written to, as it is.
#[inline(always)]
fn there<T: Lane, const WIDTH: usize, const WRITES: usize>(
    writes: &[Into<'_, T>; WRITES],
    start: usize,
) -> [[T; WIDTH]; WRITES] {
    let mut there = [[T::zero(); WIDTH]; WRITES];
    for place in 0..WRITES {
        there[place].copy_from_slice(&writes[place].entries()[start..start + WIDTH]);
    }
    there
}

/// Results of entries next to each other, and sums with their terms, lane by lane.
#[inline(always)]
fn lanes<const FMA: bool, T, E, const WIDTH: usize, const READS: usize, const WRITES: usize, const SUMS: usize>(
    each: &E,
    entries: [&[T; WIDTH]; READS],
    before: &[[T; WIDTH]; WRITES],
    sums: [[T; WIDTH]; SUMS],
) -> ([[T; WIDTH]; WRITES], [[T; WIDTH]; SUMS])
where
    T: Lane,
    E: Each<T, READS, WRITES, SUMS>,
{
    let found = together::<FMA, _, _, WIDTH, READS, WRITES, SUMS>(each, entries, before, sums);
    // By value, so that what is not computed again need not go through memory.
    if FMA && E::HAS_ANGLES && found.1[SUMS - 1].iter().fold(false, |is_far, far| is_far | (*far != T::zero())) {
        again(each, entries.map(|entries| *entries), *before, sums)
    } else {
        found
    }
}

#[inline(always)]
fn together<const FMA: bool, T, E, const WIDTH: usize, const READS: usize, const WRITES: usize, const SUMS: usize>(
    each: &E,
    entries: [&[T; WIDTH]; READS],
    before: &[[T; WIDTH]; WRITES],
    mut sums: [[T; WIDTH]; SUMS],
) -> ([[T; WIDTH]; WRITES], [[T; WIDTH]; SUMS])
where
    T: Lane,
    E: Each<T, READS, WRITES, SUMS>,
{
    let mut results = [[T::zero(); WIDTH]; WRITES];
    for lane in 0..WIDTH {
        let mut entry = [T::zero(); READS];
        for place in 0..READS {
            entry[place] = entries[place][lane];
        }
        let mut place_before = [T::zero(); WRITES];
        for place in 0..WRITES {
            place_before[place] = before[place][lane];
        }
        let (result, term) = each.change::<FMA>(entry, place_before);
        for place in 0..WRITES {
            results[place][lane] = result[place];
        }
        for place in 0..SUMS {
            sums[place][lane] += term[place];
        }
    }
    (results, sums)
}

/// A chunk with an angle that is far out.
#[cold]
#[inline(never)]
fn again<T, E, const WIDTH: usize, const READS: usize, const WRITES: usize, const SUMS: usize>(
    each: &E,
    entries: [[T; WIDTH]; READS],
    before: [[T; WIDTH]; WRITES],
    sums: [[T; WIDTH]; SUMS],
) -> ([[T; WIDTH]; WRITES], [[T; WIDTH]; SUMS])
where
    T: Lane,
    E: Each<T, READS, WRITES, SUMS>,
{
    let (results, mut sums) =
        together::<false, _, _, WIDTH, READS, WRITES, SUMS>(each, entries.each_ref(), &before, sums);
    sums[SUMS - 1] = [T::zero(); WIDTH];
    (results, sums)
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::super::math::{cos_or_far, near, sin_or_far};
    use super::{Each, Into, sweep};

    /// `(x y, x + scale)`, and the sums of `x` and of `y²`.
    struct Both {
        scale: f64,
    }

    impl Each<f64, 2, 2, 2> for Both {
        #[inline(always)]
        fn each<const FMA: bool>(&self, [x, y]: [f64; 2]) -> ([f64; 2], [f64; 2]) {
            ([x * y, x + self.scale], [x, y * y])
        }
    }

    #[test]
    fn every_length_is_computed_entry_by_entry() {
        for len in (0..70).chain([1000]) {
            let x = (0..len).map(|place| place as f64).collect::<Vec<_>>();
            let y = (0..len + 3).map(|place| 2.0 - place as f64).collect::<Vec<_>>();
            let (mut products, mut shifted) = (std::vec![100.0; len], std::vec![7.0; len + 1]);
            let (mut ones, mut fresh) = (std::vec![1.0; len], std::vec![7.0; len + 2]);
            let [_, _] = sweep(len, [&x, &y], [Into::Set(&mut ones), Into::Fresh(&mut fresh)], Both { scale: 0.5 });
            assert_eq!(fresh[len..], [0.0; 2]);
            let writes = [Into::Add(&mut products), Into::Set(&mut shifted)];
            let [sum, squares] = sweep(len, [&x, &y], writes, Both { scale: 0.5 });
            // All numbers are small integers and halves, so every order of sums is exact.
            assert_eq!(sum, x.iter().sum::<f64>());
            assert_eq!(squares, y[..len].iter().map(|y| y * y).sum::<f64>());
            for place in 0..len {
                assert_eq!(products[place], 100.0 + x[place] * y[place]);
                assert_eq!([shifted[place], fresh[place]], [x[place] + 0.5; 2]);
            }
            assert_eq!(shifted[len], 7.0);
        }
    }

    /// `3 x`, and the sums of `x`, in chunks of other lengths than those of `f64`.
    struct Thrice;

    impl Each<f32, 1, 1, 1> for Thrice {
        #[inline(always)]
        fn each<const FMA: bool>(&self, [x]: [f32; 1]) -> ([f32; 1], [f32; 1]) {
            ([3.0 * x], [x])
        }
    }

    #[test]
    fn every_length_of_shorter_numbers_is_computed_entry_by_entry() {
        for len in 0..70 {
            let x = (0..len).map(|place| place as f32).collect::<Vec<_>>();
            let mut results = std::vec![7.0; len];
            let [sum] = sweep(len, [&x], [Into::Set(&mut results)], Thrice);
            assert_eq!(sum, x.iter().sum::<f32>());
            assert!(results.iter().zip(&x).all(|(result, x)| *result == 3.0 * x));
        }
    }

    /// What is there becomes `x` times as much, and what it was is added to something else.
    struct Times;

    impl Each<f64, 1, 2, 1> for Times {
        const CHANGES: bool = true;

        #[inline(always)]
        fn change<const FMA: bool>(&self, [x]: [f64; 1], [y, _]: [f64; 2]) -> ([f64; 2], [f64; 1]) {
            ([x * y, y], [x])
        }
    }

    #[test]
    fn entries_may_depend_on_what_they_were() {
        for len in 0..70 {
            let x = (0..len).map(|place| place as f64).collect::<Vec<_>>();
            let mut y = (0..len + 1).map(|place| 2.0 - place as f64).collect::<Vec<_>>();
            let (before, mut added) = (y.clone(), std::vec![0.5; len]);
            let [sum] = sweep(len, [&x], [Into::Set(&mut y), Into::Add(&mut added)], Times);
            assert_eq!(sum, x.iter().sum::<f64>());
            for place in 0..len {
                assert_eq!([y[place], added[place]], [x[place] * before[place], 0.5 + before[place]]);
            }
            assert_eq!(y[len], before[len]);
        }
    }

    #[test]
    fn ranges_that_are_apart() {
        let mut entries = [0.0, 1.0, 2.0, 3.0, 4.0];
        let [one, two] = super::ranges(&mut entries, [3, 0], 2);
        assert_eq!((&*one, &*two), (&[3.0, 4.0][..], &[0.0, 1.0][..]));
        let [one, two] = super::ranges(&mut entries, [9, 0], 0);
        assert!(one.is_empty() && two.is_empty());
        assert_eq!(super::room::<f64>(2), [0.0; 2]);
    }

    #[test]
    #[should_panic(expected = "overlap")]
    fn ranges_that_overlap_panic() {
        super::ranges(&mut [0.0; 5], [1, 2], 2);
    }

    #[test]
    #[should_panic(expected = "index out of bounds: the len is 5 but the index is 5")]
    fn a_range_beyond_the_end_panics() {
        super::ranges(&mut [0.0; 5], [0, 4], 2);
    }

    /// `sin(x)`, and the sums of `cos(x)` and of `x`.
    struct Angles;

    impl Each<f64, 1, 1, 3> for Angles {
        const HAS_ANGLES: bool = true;

        #[inline(always)]
        fn each<const FMA: bool>(&self, [x]: [f64; 1]) -> ([f64; 1], [f64; 3]) {
            let mut far = near();
            let (sin, cos) = (sin_or_far::<FMA, _>(x, &mut far), cos_or_far::<FMA, _>(x, &mut far));
            ([sin], [cos, x, far])
        }
    }

    #[test]
    fn angles_far_out_are_computed_again_with_their_neighbours() {
        // No angle is far, one is, in a full chunk and in what is left, all are, and one is infinite.
        for (far, angle) in [(99, 0.0), (3, 1e22), (25, -1e300), (0, f64::INFINITY)] {
            for len in [5, 26, 32] {
                let x = (0..len).map(|place| if place == far { angle } else { place as f64 }).collect::<Vec<_>>();
                let mut sines = std::vec![7.0; len];
                let [cosines, all, _] = sweep(len, [&x], [Into::Set(&mut sines)], Angles);
                for (sine, x) in sines.iter().zip(&x) {
                    assert!((sine - x.sin()).abs() < 1e-15 || (sine.is_nan() && x.is_infinite()), "{x}: {sine}");
                }
                let expected = x.iter().map(|x| x.cos()).sum::<f64>();
                assert!((cosines - expected).abs() < 1e-13 || (cosines.is_nan() && expected.is_nan()), "{cosines}");
                let expected = x.iter().sum::<f64>();
                assert!((all - expected).abs() <= 1e-12 * expected.abs() || all == expected, "{all}");
            }
        }
    }

    #[test]
    fn entries_from_a_place_on() {
        assert_eq!(super::from(&[1.0, 2.0, 3.0], 1, 2), [2.0, 3.0]);
        assert_eq!(super::from(&[1.0], 2, 0), [0.0; 0]);
        assert_eq!(super::from_mut(&mut [1.0, 2.0, 3.0], 2, 1), [3.0]);
        assert_eq!(super::from_mut(&mut [1.0], 2, 0), [0.0; 0]);
    }

    #[test]
    #[should_panic(expected = "index out of bounds: the len is 3 but the index is 3")]
    fn too_few_entries_from_a_place_on_panic() {
        super::from(&[1.0, 2.0, 3.0], 1, 3);
    }

    #[test]
    #[should_panic(expected = "index out of bounds: the len is 1 but the index is 2")]
    fn a_place_beyond_the_end_panics() {
        super::from_mut(&mut [1.0], 2, 1);
    }

    #[test]
    #[should_panic(expected = "index out of bounds: the len is 8 but the index is 8")]
    fn a_slice_that_is_too_short_panics() {
        let (x, y) = ([1.0; 9], [1.0; 8]);
        let [_, _] = sweep(9, [&x, &y], [Into::Set(&mut [0.0; 9]), Into::Set(&mut [0.0; 9])], Both { scale: 0.5 });
    }
}
