package dev.preceptor.vqa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.preceptor.models.InputException;
import dev.preceptor.models.Utf8;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the rows of a CSV file (RFC 4180, UTF-8) one by one in constant memory. Blank lines are
 * skipped. A row that is not valid CSV is reported, and reading continues after it.
 */
final class CsvRows implements AutoCloseable {

  /** A longer value can only come from a quote that was never closed. */
  private static final int MAX_PARSED_CHARACTERS = 16 << 20;

  private final MappingIterator<String[]> rows;
  private final String[] header;
  private long number;
  private String[] values;
  private String problem;
  private boolean ended;

  private CsvRows(MappingIterator<String[]> rows, String[] header) {
    this.rows = rows;
    this.header = header;
  }

  static CsvRows open(Path csv) throws IOException {
    long bytes = Files.size(csv);
    if (bytes > PmcVqa.MAX_FILE_BYTES) {
      throw new InputException(
          "CSV %s has %,d bytes, more than %,d; split it into several files"
              .formatted(csv, bytes, PmcVqa.MAX_FILE_BYTES));
    }
    CsvMapper mapper =
        new CsvMapper(
            CsvFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxStringLength(MAX_PARSED_CHARACTERS)
                        .maxNameLength(MAX_PARSED_CHARACTERS)
                        .build())
                .build());
    MappingIterator<String[]> rows =
        mapper
            .readerFor(String[].class)
            .withFeatures(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
            .readValues(text(csv));
    try {
      if (!rows.hasNextValue()) {
        throw new InputException("CSV " + csv + " is empty; its first line names the columns");
      }
      return new CsvRows(rows, rows.nextValue());
    } catch (JsonProcessingException e) {
      rows.close();
      throw new InputException("CSV " + csv + ", header: " + e.getOriginalMessage(), e);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** Bytes that are not UTF-8 become U+FFFD, which the row with them is rejected for. */
  private static Reader text(Path csv) throws IOException {
    return new InputStreamReader(
        Utf8.withoutMark(Files.newInputStream(csv)), StandardCharsets.UTF_8);
  }

  /** The column names as written in the file. */
  String[] header() {
    return header.clone();
  }

  /** Advances to the next row; false at the end of the file. */
  boolean next() throws IOException {
    if (ended) {
      return false;
    }
    int line = rows.getParser().currentLocation().getLineNr();
    values = null;
    problem = null;
    try {
      if (!rows.hasNextValue()) {
        return false;
      }
      values = rows.nextValue();
    } catch (StreamConstraintsException e) {
      problem =
          "a value in line %d or after it is longer than %,d characters, so the rest of the file was not read; is there an unclosed quote?"
              .formatted(line, MAX_PARSED_CHARACTERS);
      ended = true;
    } catch (JsonProcessingException e) {
      problem = "not CSV: " + e.getOriginalMessage();
      if (e.getLocation() != null) {
        int last = e.getLocation().getLineNr();
        problem += last == line ? ", line " + line : ", lines " + line + " to " + last;
      }
    }
    number++;
    return true;
  }

  /** The current row's number; the first row after the header is row 1. */
  long number() {
    return number;
  }

  /** The current row's values as written in the file. */
  String[] values() throws UnusableRow {
    if (values == null) {
      throw new UnusableRow(problem);
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
