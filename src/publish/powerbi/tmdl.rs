//! TMDL as a tree of objects, and its one way of being written: a tab a depth, one blank line between objects.
//!
//! The language is Microsoft's for semantic models. Nothing here knows what a table or a measure is; what may stand where
//! is known by those who build the tree, and by the strict reader that the tests hold against this writer.

/// One object: `column amount` with its properties and the objects below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// `table`, `column`, `measure`, `partition`, `relationship`, `expression`, `model`, `database`, `annotation`, `ref table`.
    pub kind: String,
    /// Empty for `database`.
    pub name: String,
    /// What stands behind `=` on the first line or below it: DAX, M, or the kind of a partition.
    pub expression: Option<String>,
    /// What `///` lines above the object say; one line each.
    pub description: String,
    pub properties: Vec<(String, Property)>,
    pub children: Vec<Object>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    /// `isHidden`: there or not.
    Flag,
    /// `dataType: decimal`.
    Value(String),
    /// `source =` and lines below it.
    Block(String),
}

impl Object {
    pub fn new(kind: &str, name: &str) -> Self {
        Self { kind: kind.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    pub fn described(mut self, text: &str) -> Self {
        text.clone_into(&mut self.description);
        self
    }

    pub fn with_expression(mut self, text: &str) -> Self {
        self.expression = Some(text.to_owned());
        self
    }

    pub fn flag(mut self, name: &str) -> Self {
        self.properties.push((name.to_owned(), Property::Flag));
        self
    }

    pub fn value(mut self, name: &str, value: &str) -> Self {
        self.properties.push((name.to_owned(), Property::Value(value.to_owned())));
        self
    }

    pub fn block(mut self, name: &str, text: &str) -> Self {
        self.properties.push((name.to_owned(), Property::Block(text.to_owned())));
        self
    }

    pub fn child(mut self, object: Self) -> Self {
        self.children.push(object);
        self
    }
}

/// A file of objects.
pub fn write(objects: &[Object]) -> String {
    let mut out = String::new();
    for (n, object) in objects.iter().enumerate() {
        // References stand together, as the tools of Microsoft write them.
        let together =
            n > 0 && objects[n - 1].kind == object.kind && object.kind.starts_with("ref ");
        if n > 0 && !together {
            out.push('\n');
        }
        write_object(object, 0, &mut out);
    }
    out
}

fn write_object(object: &Object, depth: usize, out: &mut String) {
    for line in object.description.lines() {
        indent(depth, out);
        out.push_str(format!("/// {line}").trim_end());
        out.push('\n');
    }
    indent(depth, out);
    out.push_str(&object.kind);
    if !object.name.is_empty() {
        out.push(' ');
        out.push_str(&quoted(&object.name));
    }
    match &object.expression {
        Some(text) => write_expression(text, depth, out),
        None => out.push('\n'),
    }
    for (name, property) in &object.properties {
        indent(depth + 1, out);
        out.push_str(name);
        match property {
            Property::Flag => out.push('\n'),
            Property::Value(value) => out.push_str(&format!(": {value}\n")),
            Property::Block(text) => write_expression(text, depth + 1, out),
        }
    }
    for (n, child) in object.children.iter().enumerate() {
        if n > 0 || !object.properties.is_empty() || object.expression.is_some() {
            out.push('\n');
        }
        write_object(child, depth + 1, out);
    }
}

/// One line behind the sign, or several below it, two deeper than their object so that no property is taken for one.
fn write_expression(text: &str, depth: usize, out: &mut String) {
    if !text.contains('\n') {
        out.push_str(&format!(" = {text}\n"));
        return;
    }
    out.push_str(" =\n");
    for line in text.lines() {
        if !line.is_empty() {
            indent(depth + 2, out);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n('\t', depth));
}

/// A name as TMDL spells it: in single quotes unless it is a plain word.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("'{}'", name.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_written_in_one_way() {
        let table = Object::new("table", "a b").described("Two\nlines.").value("lineageTag", "x");
        let measure =
            Object::new("measure", "It's").with_expression("1\n+ 2").value("formatString", "0");
        let column = Object::new("column", "c").value("dataType", "int64").flag("isHidden");
        let partition = Object::new("partition", "p")
            .with_expression("m")
            .block("source", "let\n    A = 1\nin\n    A");
        let table = table.child(measure).child(column).child(partition);
        let expected = "/// Two\n/// lines.\ntable 'a b'\n\tlineageTag: x\n\n\tmeasure 'It''s' =\n\t\t\t1\n\t\t\t+ 2\n\
                        \t\tformatString: 0\n\n\tcolumn c\n\t\tdataType: int64\n\t\tisHidden\n\n\tpartition p = m\n\
                        \t\tsource =\n\t\t\t\tlet\n\t\t\t\t    A = 1\n\t\t\t\tin\n\t\t\t\t    A\n";
        assert_eq!(write(&[table]), expected);
        let refs = [Object::new("ref table", "a"), Object::new("ref table", "b")];
        assert_eq!(write(&refs), "ref table a\nref table b\n");
    }
}
