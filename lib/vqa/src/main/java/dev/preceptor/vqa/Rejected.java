package dev.preceptor.vqa;

/**
 * A row that cannot be asked, and why.
 *
 * @param row data row of the file; the row after the header is row 1
 * @param reason one line that names the value at fault
 */
public record Rejected(long row, String reason) {}
