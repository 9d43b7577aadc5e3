//! The plots of the report.

use crate::figures::Figure;
use crate::workloads::catalogue::Axis;
use plotters::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// The names of the files, without their extension, and the titles.
pub const PLOTS: [(&str, &str); 2] = [
    (
        "policies",
        "Time for a decision over the number of policies",
    ),
    (
        "entities",
        "Time for a decision over the number of entities",
    ),
];

/// What has been measured along one curve: the count, our time and theirs.
type Curve = Vec<(f64, f64, f64)>;

/// Writes the plots into `folder`.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path, figures: &[Figure]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for ((name, title), axis) in PLOTS.into_iter().zip([Axis::Policies, Axis::Entities]) {
        let mut svg = String::new();
        draw(&mut svg, title, axis, &curves(figures, axis)).map_err(io::Error::other)?;
        fs::write(folder.join(name).with_extension("svg"), svg)?;
    }
    Ok(())
}

fn curves(figures: &[Figure], axis: Axis) -> BTreeMap<&'static str, Curve> {
    let mut curves: BTreeMap<&str, Curve> = BTreeMap::new();
    for figure in figures {
        if let (Some(point), Ok(outcome)) = (figure.point, &figure.result)
            && point.axis == axis
        {
            let point_on_curve = (point.count as f64, outcome.ours, outcome.theirs);
            curves.entry(point.curve).or_default().push(point_on_curve);
        }
    }
    curves
}

fn draw(
    svg: &mut String,
    title: &str,
    axis: Axis,
    curves: &BTreeMap<&'static str, Curve>,
) -> Result<(), String> {
    let counts = || curves.values().flatten().map(|(count, ..)| *count);
    let times = || curves.values().flatten().flat_map(|(_, a, b)| [*a, *b]);
    if counts().next().is_none() {
        return Ok(());
    }
    let root = SVGBackend::with_string(svg, (900, 560)).into_drawing_area();
    root.fill(&WHITE).map_err(text)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 22))
        .margin(12)
        .x_label_area_size(48)
        .y_label_area_size(80)
        .build_cartesian_2d(
            (counts().fold(f64::INFINITY, f64::min)..counts().fold(0.0, f64::max)).log_scale(),
            (times().fold(f64::INFINITY, f64::min) / 2.0..times().fold(0.0, f64::max) * 2.0)
                .log_scale(),
        )
        .map_err(text)?;
    chart
        .configure_mesh()
        .x_desc(match axis {
            Axis::Policies => "policies",
            Axis::Entities => "entities",
        })
        .y_desc("time for a decision")
        .x_label_formatter(&|count| crate::workloads::grouped(count.round() as usize))
        .y_label_formatter(&|time| crate::report::time(*time))
        .draw()
        .map_err(text)?;
    for (index, (name, curve)) in curves.iter().enumerate() {
        let color = Palette99::pick(index);
        let ours = curve.iter().map(|(count, ours, _)| (*count, *ours));
        let theirs = curve.iter().map(|(count, _, theirs)| (*count, *theirs));
        let style = ShapeStyle::from(color.mix(1.0)).stroke_width(2);
        chart
            .draw_series(LineSeries::new(ours.clone(), style))
            .map_err(text)?
            .label(format!("{name}, ours"))
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
        chart
            .draw_series(ours.map(|point| Circle::new(point, 4, style.filled())))
            .map_err(text)?;
        chart
            .draw_series(DashedLineSeries::new(theirs, 6, 4, style))
            .map_err(text)?
            .label(format!("{name}, cedar-policy"))
            .legend(move |place| {
                EmptyElement::at(place)
                    + PathElement::new([(0, 0), (8, 0)], style)
                    + PathElement::new([(12, 0), (20, 0)], style)
            });
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK)
        .draw()
        .map_err(text)?;
    root.present().map_err(text)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_has_a_line_for_each_engine() {
        let curve: Curve = vec![(10.0, 200.0, 10_000.0), (10_000.0, 250.0, 1e7)];
        let mut svg = String::new();
        draw(
            &mut svg,
            "title",
            Axis::Policies,
            &BTreeMap::from([("shape", curve)]),
        )
        .unwrap();
        for expected in [
            "<svg",
            "title",
            "shape, ours",
            "shape, cedar-policy",
            "10,000",
            "ms",
        ] {
            assert!(svg.contains(expected), "{expected} in {svg}");
        }
    }
}
