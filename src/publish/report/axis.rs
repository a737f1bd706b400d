//! Scales of charts: round steps, and where a value lies.

use super::words::grouped;

/// A value axis from a round number to a round number.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Scale {
    /// Covers zero and every value, in about `parts` round steps.
    pub fn covering(values: impl Iterator<Item = f64>, parts: f64) -> Self {
        let finite = values.filter(|v| v.is_finite() && v.abs() < 1e15);
        let (low, high) = finite.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
        let high = if low == high { 1.0 } else { high };
        let step = round_step((high - low) / parts);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// The share of the way from low to high.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    pub fn ticks(&self) -> Vec<f64> {
        let mut ticks = Vec::new();
        let mut n = (self.low / self.step).round();
        while n * self.step <= self.high + self.step / 1e6 && ticks.len() < 30 {
            ticks.push(n * self.step);
            n += 1.0;
        }
        ticks
    }

    /// A tick as it is written: no more places than the steps need.
    pub fn tick(&self, value: f64) -> String {
        let places = (0..6).find(|p| {
            let scaled = self.step * 10_f64.powi(*p);
            (scaled - scaled.round()).abs() < 1e-6
        });
        let places = usize::try_from(places.unwrap_or(6)).unwrap_or(0);
        let value = if value.abs() < self.step / 1e6 { 0.0 } else { value };
        grouped(&format!("{value:.places$}"))
    }
}

/// The next of 1, 2, 2.5, 5 times a power of ten.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.iter().map(|s| s * power).find(|s| *s >= rough * 0.999_999).unwrap_or(power * 10.0)
}

/// A coordinate as it is written: a tenth of a pixel is finer than any eye.
pub fn px(x: f64) -> String {
    let shown = format!("{x:.1}");
    let short = shown.strip_suffix(".0").unwrap_or(&shown);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_round_and_cover_zero_and_every_value() {
        let cases: [(&[f64], f64, f64, &str); 5] = [
            (&[100_200.0, 119_000.0], 0.0, 150_000.0, "0 50,000 100,000 150,000"),
            (&[0.1709, 0.4376], 0.0, 0.6, "0.0 0.2 0.4 0.6"),
            (&[-20_000.0, 20_200.0], -20_000.0, 40_000.0, "−20,000 0 20,000 40,000"),
            (&[], 0.0, 1.0, "0.0 0.5 1.0"),
            (&[f64::NAN, 3.0], 0.0, 3.0, "0 1 2 3"),
        ];
        for (values, low, high, ticks) in cases {
            let scale = Scale::covering(values.iter().copied(), 3.0);
            assert!(
                (scale.low - low).abs() < 1e-9 && (scale.high - high).abs() < 1e-9,
                "{scale:?}"
            );
            let shown: Vec<String> = scale.ticks().into_iter().map(|t| scale.tick(t)).collect();
            assert_eq!(shown.join(" "), ticks);
        }
        assert_eq!((px(1.04), px(-0.01)), ("1".to_owned(), "0".to_owned()));
    }
}
