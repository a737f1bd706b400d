//! Workbooks whose sheets hold payments and figures: one document, counted once.

use rust_decimal::Decimal;

use crate::model::product::Product;

/// The payments of a workbook with the tables of figures beside them. The document stays one of payments.
pub(super) fn joined(mut paid: Product, figures: Product) -> Product {
    let (own, other) = (&mut paid.document, figures.document);
    own.rows_read += other.rows_read;
    own.rows_kept += other.rows_kept;
    own.rows_rejected += other.rows_rejected;
    own.rows_skipped += other.rows_skipped;
    add(&mut own.amount_read, other.amount_read);
    add(&mut own.amount_kept, other.amount_kept);
    add(&mut own.amount_rejected, other.amount_rejected);
    own.counts = !figures.observations.is_empty();
    if own.area.is_empty() {
        own.area = other.area;
    }
    paid.allocations = figures.allocations;
    paid.observations = figures.observations;
    paid.populations = figures.populations;
    paid.deflators = figures.deflators;
    paid.rejected_rows.extend(figures.rejected_rows);
    paid
}

fn add(own: &mut Option<Decimal>, other: Option<Decimal>) {
    if let Some(other) = other {
        *own = Some(own.unwrap_or_default() + other);
    }
}
