//! Breaks lines: a stream of texts, possible line breaks and groups becomes a
//! text of limited width.
//!
//! A group is written in one line if it fits, else all its own breaks are
//! taken; groups within it are decided on their own.

use unicode_width::UnicodeWidthStr;

use super::FormatOptions;

/// A part of a layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Item<'s> {
    /// Written as it is. May contain line breaks if it is a string.
    Text(&'s str),
    /// A space, unless a line starts here.
    Space,
    /// Nothing, or a line break if the group is broken.
    SoftBreak,
    /// A space, or a line break if the group is broken.
    Break,
    /// A line break in any case.
    HardBreak,
    /// An empty line, if the last break was taken.
    EmptyLine,
    /// The end of all before it: the next text starts behind an empty line.
    Paragraph,
    Begin,
    End,
    Indent,
    Dedent,
    /// The group at hand is broken in any case.
    ForceBreak,
    /// A comment on a line of its own.
    Comment(&'s str),
    /// A comment on the line of what stands before it.
    TrailingComment(&'s str),
}

/// Writes the items. Ends with a line break unless there is nothing.
pub(super) fn render(items: &[Item<'_>], options: FormatOptions) -> String {
    let mut renderer = Renderer {
        out: String::new(),
        column: 0,
        indent: 0,
        is_at_line_start: true,
        is_behind_comment: false,
        options,
    };
    renderer.render(items, &measure(items));
    renderer.finish()
}

/// For the begin of each group, its width in one line and of what follows up
/// to the next possible break; `None` for groups that must be broken, and for
/// all other items. Linear in the number of items.
fn measure(items: &[Item<'_>]) -> Vec<Option<usize>> {
    let tails = tails(items);
    let mut measures = vec![None; items.len()];
    let mut width = 0;
    let mut comments = 0;
    // How many comments stand before the last text.
    let mut comments_before_text = 0;
    let mut open: Vec<Open> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        match item {
            Item::Begin => open.push(Open {
                begin: i,
                width_before: width,
                comments_before: comments,
                must_break: false,
            }),
            Item::End => {
                let Some(mut group) = open.pop() else {
                    continue;
                };
                // A comment ends its line, so what follows starts another.
                group.must_break |= comments_before_text > group.comments_before;
                let tail = tails.get(i).copied().unwrap_or(0);
                if let Some(measure) = measures.get_mut(group.begin) {
                    *measure = (!group.must_break).then_some(width - group.width_before + tail);
                }
                if let (true, Some(outer)) = (group.must_break, open.last_mut()) {
                    outer.must_break = true;
                }
            }
            Item::Text(text) => {
                width += text.width();
                comments_before_text = comments;
                if let Some(group) = open.last_mut() {
                    group.must_break |= text.contains('\n');
                }
            }
            Item::Space | Item::Break => width += 1,
            Item::Comment(_) | Item::TrailingComment(_) => comments += 1,
            Item::HardBreak | Item::Paragraph | Item::ForceBreak => {
                if let Some(group) = open.last_mut() {
                    group.must_break = true;
                }
            }
            Item::SoftBreak | Item::EmptyLine | Item::Indent | Item::Dedent => {}
        }
    }
    measures
}

/// A group whose end has not been reached.
struct Open {
    begin: usize,
    /// The width of all before the group.
    width_before: usize,
    /// How many comments stand before the group.
    comments_before: usize,
    must_break: bool,
}

/// For each item the width of what follows it up to the next possible break.
fn tails(items: &[Item<'_>]) -> Vec<usize> {
    let mut tail = 0;
    let mut tails: Vec<usize> = Vec::with_capacity(items.len());
    for item in items.iter().rev() {
        tails.push(tail);
        tail = match item {
            Item::Text(text) => match text.split_once('\n') {
                Some((first, _)) => first.width(),
                None => text.width() + tail,
            },
            Item::Space => tail + 1,
            Item::SoftBreak
            | Item::Break
            | Item::HardBreak
            | Item::Paragraph
            | Item::Comment(_)
            | Item::TrailingComment(_) => 0,
            _ => tail,
        };
    }
    tails.reverse();
    tails
}

struct Renderer {
    out: String,
    /// How wide the line at hand is, in columns.
    column: usize,
    /// How many levels the next line is indented.
    indent: usize,
    /// Whether nothing stands on the line at hand.
    is_at_line_start: bool,
    /// Whether a comment stands at the end of the line at hand.
    is_behind_comment: bool,
    options: FormatOptions,
}

impl Renderer {
    fn render(&mut self, items: &[Item<'_>], measures: &[Option<usize>]) {
        // Whether the open groups are broken, outermost first.
        let mut groups: Vec<bool> = Vec::new();
        for (item, measure) in items.iter().zip(measures) {
            let is_broken = groups.last().copied().unwrap_or(true);
            match *item {
                Item::Begin => groups.push(is_broken && !self.fits(*measure)),
                Item::End => drop(groups.pop()),
                Item::Indent => self.indent += 1,
                Item::Dedent => self.indent = self.indent.saturating_sub(1),
                Item::Text(text) => self.text(text),
                Item::SoftBreak | Item::Break if is_broken => self.line_break(),
                Item::Space | Item::Break => self.space(),
                Item::HardBreak => self.line_break(),
                Item::EmptyLine => self.empty_line(),
                Item::Paragraph => {
                    self.line_break();
                    self.empty_line();
                }
                Item::Comment(text) => self.comment(text),
                Item::TrailingComment(text) => self.trailing_comment(text),
                Item::SoftBreak | Item::ForceBreak => {}
            }
        }
    }

    fn fits(&self, measure: Option<usize>) -> bool {
        let column = match self.is_at_line_start {
            true => self.indent * self.options.indent_width,
            false => self.column,
        };
        measure.is_some_and(|width| column.saturating_add(width) <= self.options.line_width)
    }

    fn finish(mut self) -> String {
        let end = self.out.trim_end_matches([' ', '\n']).len();
        self.out.truncate(end);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    fn text(&mut self, text: &str) {
        if self.is_behind_comment {
            self.line_break();
        }
        self.push(text);
    }

    fn push(&mut self, text: &str) {
        if self.is_at_line_start {
            self.column = self.indent * self.options.indent_width;
            self.out.extend(std::iter::repeat_n(' ', self.column));
            self.is_at_line_start = false;
        }
        self.out.push_str(text);
        match text.rsplit_once('\n') {
            Some((_, last)) => self.column = last.width(),
            None => self.column += text.width(),
        }
    }

    fn space(&mut self) {
        if !self.is_at_line_start && !self.is_behind_comment {
            self.push(" ");
        }
    }

    fn line_break(&mut self) {
        self.is_behind_comment = false;
        if self.is_at_line_start {
            return;
        }
        let end = self.out.trim_end_matches(' ').len();
        self.out.truncate(end);
        self.out.push('\n');
        self.is_at_line_start = true;
    }

    /// Leaves a line empty, unless there is one already or the block begins here.
    fn empty_line(&mut self) {
        if self.is_behind_comment {
            self.line_break();
        }
        let starts_block = self.out.ends_with(['(', '[', '{']) || {
            let before = self.out.trim_end_matches('\n');
            before.is_empty() || before.ends_with(['(', '[', '{'])
        };
        if self.is_at_line_start && !starts_block && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn comment(&mut self, text: &str) {
        self.line_break();
        self.push(text);
        self.is_behind_comment = true;
    }

    fn trailing_comment(&mut self, text: &str) {
        if self.is_behind_comment {
            return self.comment(text);
        }
        self.space();
        self.push(text);
        self.is_behind_comment = true;
    }
}
