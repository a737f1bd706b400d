//! Rows to columns and back, by what the rows say of themselves; batch by batch, so that millions need no second copy.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Cursor};
use std::path::Path;
use std::sync::Arc;

use polars::prelude::{
    Column as Series, DataFrame, DataType, Int64Chunked, IntoColumn, NewChunkedArray, PlSmallStr,
    Schema, StringChunked, StringChunkedBuilder,
};
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;
use polars_io::parquet::write::{
    BatchedWriter, ParquetCompression, ParquetWriter, StatisticsOptions,
};

use super::seal;
use crate::model::stored::{Cell, Kind, Names, Record};

/// Rows in a batch: a row group of the file, and what is decoded at once.
const BATCH: usize = 100_000;

enum Building {
    Text(StringChunkedBuilder),
    Integer(Vec<Option<i64>>),
}

/// One table on its way to a file.
pub struct Writer {
    columns: &'static [(&'static str, Kind)],
    building: Vec<Building>,
    waiting: usize,
    rows: u64,
    file: BatchedWriter<BufWriter<File>>,
}

impl Writer {
    pub fn create(path: &Path, columns: &'static [(&'static str, Kind)]) -> io::Result<Self> {
        let typed = |kind: Kind| match kind {
            Kind::Text => DataType::String,
            Kind::Integer => DataType::Int64,
        };
        let schema: Schema = columns
            .iter()
            .map(|(name, kind)| (PlSmallStr::from_static(name), typed(*kind)))
            .collect();
        let file = ParquetWriter::new(BufWriter::new(seal::private_file(path)?))
            .with_compression(ParquetCompression::Lz4Raw)
            .with_statistics(StatisticsOptions::empty())
            .set_parallel(false)
            .batched(&schema)
            .map_err(io::Error::other)?;
        let building = building(columns);
        Ok(Self { columns, building, waiting: 0, rows: 0, file })
    }

    pub fn put<R: Record>(&mut self, rows: &[R]) -> io::Result<()> {
        for row in rows {
            let mut columns = self.building.iter_mut();
            row.store(&mut |cell| match (columns.next(), cell) {
                (Some(Building::Text(column)), Cell::Text(text)) => column.append_value(text),
                (Some(Building::Text(column)), _) => column.append_null(),
                (Some(Building::Integer(column)), Cell::Integer(n)) => column.push(Some(n)),
                (Some(Building::Integer(column)), _) => column.push(None),
                (None, _) => {}
            });
            self.rows += 1;
            self.waiting += 1;
            if self.waiting == BATCH {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// The number of rows.
    pub fn finish(mut self) -> io::Result<u64> {
        self.flush()?;
        self.file.finish().map_err(io::Error::other)?;
        Ok(self.rows)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting == 0 {
            return Ok(());
        }
        let full = std::mem::replace(&mut self.building, building(self.columns));
        let named = self.columns.iter().map(|(name, _)| PlSmallStr::from_static(name));
        let columns: Vec<Series> =
            full.into_iter().zip(named).map(|(column, name)| column.finish(name)).collect();
        let frame = DataFrame::new(self.waiting, columns).map_err(io::Error::other)?;
        self.waiting = 0;
        self.file.write_batch(&frame).map_err(io::Error::other)
    }
}

fn building(columns: &[(&'static str, Kind)]) -> Vec<Building> {
    let of = |(_, kind): &(&'static str, Kind)| match kind {
        Kind::Text => Building::Text(StringChunkedBuilder::new(PlSmallStr::EMPTY, 0)),
        Kind::Integer => Building::Integer(Vec::new()),
    };
    columns.iter().map(of).collect()
}

impl Building {
    fn finish(self, name: PlSmallStr) -> Series {
        match self {
            Self::Text(builder) => builder.finish().with_name(name).into_column(),
            Self::Integer(values) => {
                Int64Chunked::from_iter_options(name, values.into_iter()).into_column()
            }
        }
    }
}

enum Loaded {
    Text(StringChunked),
    Integer(Int64Chunked),
}

/// A table that is read back. A small one is decoded once, a large one batch by batch.
pub struct Reader {
    bytes: Arc<[u8]>,
    rows: usize,
    whole: Option<Vec<Loaded>>,
}

impl Reader {
    pub fn new(bytes: Vec<u8>, rows: usize) -> Self {
        Self { bytes: bytes.into(), rows, whole: None }
    }

    /// Some rows; none where they do not read back.
    pub fn take<R: Record>(
        &mut self,
        from: usize,
        count: usize,
        names: &mut Names,
    ) -> Option<Vec<R>> {
        let mut out = Vec::with_capacity(count);
        if self.rows <= 2 * BATCH {
            if self.whole.is_none() {
                self.whole = Some(self.decode::<R>(0, self.rows)?);
            }
            rows(self.whole.as_ref()?, from, count, names, &mut out)?;
            return Some(out);
        }
        let mut at = from;
        while at < from + count {
            let some = BATCH.min(from + count - at);
            rows(&self.decode::<R>(at, some)?, 0, some, names, &mut out)?;
            at += some;
        }
        Some(out)
    }

    fn decode<R: Record>(&self, from: usize, count: usize) -> Option<Vec<Loaded>> {
        let reader = ParquetReader::new(Cursor::new(Arc::clone(&self.bytes)));
        let mut frame = reader.with_slice(Some((from, count))).finish().ok()?;
        frame.rechunk_mut();
        let names: Vec<&str> = frame.columns().iter().map(|c| c.name().as_str()).collect();
        let expected = R::COLUMNS.iter().map(|(name, _)| *name);
        if frame.height() != count || !expected.eq(names) {
            return None;
        }
        let loaded = frame.columns().iter().zip(R::COLUMNS).map(|(column, (_, kind))| {
            Some(match kind {
                Kind::Text => Loaded::Text(column.str().ok()?.clone()),
                Kind::Integer => Loaded::Integer(column.i64().ok()?.clone()),
            })
        });
        loaded.collect()
    }
}

fn rows<R: Record>(
    columns: &[Loaded],
    from: usize,
    count: usize,
    names: &mut Names,
    out: &mut Vec<R>,
) -> Option<()> {
    for row in from..from.checked_add(count)? {
        let mut columns = columns.iter();
        let mut take = || match columns.next() {
            Some(Loaded::Text(c)) => {
                c.get(row).map_or(Cell::Null, |t| Cell::Text(Cow::Borrowed(t)))
            }
            Some(Loaded::Integer(c)) => c.get(row).map_or(Cell::Null, Cell::Integer),
            None => Cell::Null,
        };
        out.push(R::load(&mut take, names)?);
    }
    Some(())
}
