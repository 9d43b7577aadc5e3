//! Values of the model as text, for exchange with other programs.
//!
//! Tokens are separated by single spaces: `t` and `f`; decimal integers; `'65`,
//! the number of a character; `"ab\{233}"`, a string in which everything but
//! letters, digits and `_` is a number; `[ … ]`, `{ … }`, `( … )` for sequences, sets and
//! tuples; `< k v … >` for maps; `Name( … )` for a constructor.

use crate::runtime::{Map, Seq, Set, Shared, Hollow, Value};

pub struct Input<'a> {
    tokens: std::iter::Peekable<std::str::SplitWhitespace<'a>>,
}

impl<'a> Input<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            tokens: text.split_whitespace().peekable(),
        }
    }

    pub fn next(&mut self) -> Option<&'a str> {
        self.tokens.next()
    }

    pub fn end(&mut self, close: &str) -> Option<()> {
        (self.next()? == close).then_some(())
    }

    fn until<T>(&mut self, close: &str, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        while *self.tokens.peek()? != close {
            items.push(item(self)?);
        }
        self.end(close)?;
        Some(items)
    }
}

pub trait Wire: Sized {
    const IS_CHAR: bool = false;

    fn read(input: &mut Input<'_>) -> Option<Self>;

    fn write(&self, out: &mut String);

    fn as_char(&self) -> Option<char> {
        None
    }

    fn of_char(_: char) -> Option<Self> {
        None
    }
}

fn token(out: &mut String, text: &str) {
    out.push_str(text);
    out.push(' ');
}

impl Wire for bool {
    fn read(input: &mut Input<'_>) -> Option<Self> {
        match input.next()? {
            "t" => Some(true),
            "f" => Some(false),
            _ => None,
        }
    }

    fn write(&self, out: &mut String) {
        token(out, if *self { "t" } else { "f" });
    }
}

impl Wire for i128 {
    fn read(input: &mut Input<'_>) -> Option<Self> {
        input.next()?.parse().ok()
    }

    fn write(&self, out: &mut String) {
        token(out, &self.to_string());
    }
}

impl Wire for char {
    const IS_CHAR: bool = true;

    fn read(input: &mut Input<'_>) -> Option<Self> {
        let number = input.next()?.strip_prefix('\'')?;
        char::from_u32(number.parse().ok()?)
    }

    fn write(&self, out: &mut String) {
        token(out, &format!("'{}", u32::from(*self)));
    }

    fn as_char(&self) -> Option<char> {
        Some(*self)
    }

    fn of_char(c: char) -> Option<Self> {
        Some(c)
    }
}

impl<T: Wire + Clone> Wire for Seq<T> {
    fn read(input: &mut Input<'_>) -> Option<Self> {
        if !T::IS_CHAR {
            input.end("[")?;
            return Some(input.until("]", T::read)?.into());
        }
        let text = input.next()?.strip_prefix('"')?.strip_suffix('"')?;
        let mut items = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(number) = rest.strip_prefix("\\{") {
                let (number, after) = number.split_once('}')?;
                items.push(T::of_char(char::from_u32(number.parse().ok()?)?)?);
                rest = after;
            } else {
                items.push(T::of_char(c)?);
                rest = &rest[c.len_utf8()..];
            }
        }
        Some(items.into())
    }

    fn write(&self, out: &mut String) {
        if !T::IS_CHAR {
            token(out, "[");
            self.iter().for_each(|item| item.write(out));
            return token(out, "]");
        }
        out.push('"');
        for c in self.iter().filter_map(T::as_char) {
            if c.is_ascii_alphanumeric() || c == '_' {
                out.push(c);
            } else {
                out.push_str(&format!("\\{{{}}}", u32::from(c)));
            }
        }
        token(out, "\"");
    }
}

impl<T: Wire + Value> Wire for Set<T> {
    fn read(input: &mut Input<'_>) -> Option<Self> {
        input.end("{")?;
        Some(input.until("}", T::read)?.into())
    }

    fn write(&self, out: &mut String) {
        token(out, "{");
        self.iter().for_each(|item| item.write(out));
        token(out, "}");
    }
}

impl<K: Wire + Value, V: Wire + Value> Wire for Map<K, V> {
    fn read(input: &mut Input<'_>) -> Option<Self> {
        input.end("<")?;
        Some(input.until(">", |input| Some((K::read(input)?, V::read(input)?)))?.into())
    }

    fn write(&self, out: &mut String) {
        token(out, "<");
        for (key, value) in self {
            key.write(out);
            value.write(out);
        }
        token(out, ">");
    }
}

impl<T: Wire + Hollow> Wire for Shared<T> {
    fn read(input: &mut Input<'_>) -> Option<Self> {
        T::read(input).map(Shared::new)
    }

    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}

macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: Wire),*> Wire for ($($name,)*) {
            fn read(input: &mut Input<'_>) -> Option<Self> {
                input.end("(")?;
                let value = ($($name::read(input)?,)*);
                input.end(")")?;
                Some(value)
            }

            #[allow(non_snake_case)]
            fn write(&self, out: &mut String) {
                let ($($name,)*) = self;
                token(out, "(");
                $($name.write(out);)*
                token(out, ")");
            }
        }
    };
}

tuple!();
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
