//! A drawing: no scripts, no fonts or pictures from elsewhere, and no identifiers, so that a page may hold several.

mod draw;
mod legend;
mod sheet;
mod text;

use super::picture::Arrow;
use super::picture::Node;
use super::picture::NodeKind;
use super::picture::Picture;
use super::place::Point;
use super::place::Rect;
use super::place::Route;
use draw::DETAIL;
use draw::LABEL;
use draw::LINE;
use draw::MARGIN;
use draw::rectangle;
use draw::round;
use draw::text_at;
use sheet::Sheet;
use sheet::behind;
use text::escape;

pub(super) use sheet::is_upright;

/// Of the title, in pixels.
const TITLE: f64 = 15.0;
const TITLE_LINE: f64 = 20.0;

/// The least width for titles and legends.
const NARROWEST: f64 = 480.0;

/// How long an arrow's head is.
const HEAD: f64 = 7.0;

const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

pub(super) fn svg(picture: &Picture) -> String {
    let sheet = Sheet::new(picture);
    let inner = sheet.width.max(NARROWEST);
    let title = text::wrap(&picture.title, inner, TITLE);
    let top = MARGIN + title.len() as f64 * TITLE_LINE + 12.0;
    let (legend, below) = legend::legend(picture, inner, top + sheet.height + 28.0);
    let (width, height) = (inner + 2.0 * MARGIN, below + MARGIN - 6.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" \
         aria-label=\"{2}\" font-family=\"{FONT}\" fill=\"#000000\">\n<title>{2}</title>\n<desc>{3}</desc>\n\
         <rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
        round(width),
        round(height),
        escape(&picture.title),
        escape(&picture.told().join("\n"))
    );
    for (at, line) in title.iter().enumerate() {
        let y = MARGIN + TITLE + at as f64 * TITLE_LINE;
        svg.push_str(&text_at(Point { x: MARGIN, y }, TITLE, " font-weight=\"bold\"", line));
    }
    let left = MARGIN + (inner - sheet.width) / 2.0;
    svg.push_str(&format!("<g transform=\"translate({} {})\">\n", round(left), round(top)));
    svg.push_str(&drawing(picture, &sheet));
    svg.push_str("</g>\n");
    svg.push_str(&legend);
    svg.push_str("</svg>\n");
    svg
}

/// Lines below boxes, so that nothing lies on text.
fn drawing(picture: &Picture, sheet: &Sheet) -> String {
    let mut svg = String::new();
    for (at, arrow) in picture.arrows.iter().enumerate() {
        let backward = sheet.backward.get(at).copied().unwrap_or_default();
        if let (Some(line), Some(to)) = (sheet.lines.get(at), picture.nodes.get(arrow.to)) {
            svg.push_str(&arrow_along(line, sheet.is_upright, style(*arrow, backward, to)));
        }
    }
    for (node, rect) in picture.nodes.iter().zip(&sheet.boxes) {
        svg.push_str(&boxed(node, *rect));
    }
    svg
}

fn boxed(node: &Node, rect: Rect) -> String {
    let behind = behind(node);
    let rect = Rect { width: rect.width - behind, height: rect.height - behind, ..rect };
    let look = node.look;
    let mut style = format!("fill=\"{}\" stroke=\"{}\"", look.fill(), look.stroke());
    if look.is_dashed() {
        style.push_str(" stroke-dasharray=\"5 3\"");
    }
    if node.kind == NodeKind::Root {
        style.push_str(" stroke-width=\"2.5\"");
    }
    let radius = if node.kind.is_end() { 14.0 } else { 3.0 };
    let mut svg = String::from("<g>");
    if !node.names.is_empty() {
        svg.push_str(&format!("<title>{}</title>", escape(&node.names.join(", "))));
    }
    if node.kind.is_several() {
        let second = Rect { x: rect.x + behind, y: rect.y + behind, ..rect };
        svg.push_str(&rectangle(second, radius, &style));
    }
    svg.push_str(&rectangle(rect, radius, &style));
    let lines = [&node.label].into_iter().chain(&node.details);
    for (at, line) in lines.enumerate() {
        let size = if at == 0 { LABEL } else { DETAIL };
        let bold = if at == 0 && node.kind == NodeKind::Root { " font-weight=\"bold\"" } else { "" };
        let at = Point { x: rect.x + rect.width / 2.0, y: rect.y + 19.0 + LINE * at as f64 };
        svg.push_str(&text_at(at, size, &format!(" text-anchor=\"middle\"{bold}"), line));
    }
    svg.push_str("</g>\n");
    svg
}

/// How an arrow is drawn.
struct Stroke {
    colour: &'static str,
    dashes: &'static str,
    backward: bool,
}

fn style(arrow: Arrow, backward: bool, to: &Node) -> Stroke {
    let dashes = if arrow.direct { "" } else { " stroke-dasharray=\"5 4\"" };
    Stroke { colour: to.look.stroke(), dashes, backward }
}

/// A line along its legs, with a head at the end that is called.
fn arrow_along(line: &Route, is_upright: bool, stroke: Stroke) -> String {
    let Some((_, end)) = line.legs.last().copied() else {
        return String::new();
    };
    // The line goes on from left to right; a picture from top to bottom is that one turned over.
    let at = |x: f64, y: f64| {
        let (x, y) = if is_upright { (y, x) } else { (x, y) };
        format!("{} {}", round(x), round(y))
    };
    let (tip, base) = if stroke.backward { (line.start, line.start.x + HEAD) } else { (end, end.x - HEAD) };
    let mut path = format!("M{}", at(if stroke.backward { base } else { line.start.x }, line.start.y));
    for (number, (from, to)) in line.legs.iter().enumerate() {
        let is_last = number + 1 == line.legs.len();
        let to_x = if is_last && !stroke.backward { base } else { to.x };
        let middle = (from.x + to_x) / 2.0;
        let from_x = if number == 0 && stroke.backward { from.x.max(base) } else { from.x };
        let curve = [at(middle, from.y), at(middle, to.y), at(to_x, to.y)];
        path.push_str(&format!("L{}C{}", at(from_x, from.y), curve.join(" ")));
    }
    let head = [at(tip.x, tip.y), at(base, tip.y - 4.0), at(base, tip.y + 4.0)];
    let Stroke { colour, dashes, .. } = stroke;
    format!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.3\"{dashes}/>\
         <path d=\"M{}Z\" fill=\"{colour}\"/>\n",
        head.join("L")
    )
}
