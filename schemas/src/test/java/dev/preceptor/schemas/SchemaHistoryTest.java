package dev.preceptor.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaHistoryTest {

  static List<SpecificRecord> records() {
    return Records.all();
  }

  @ParameterizedTest
  @MethodSource("records")
  void theCurrentSchemaIsTheLastOfItsHistory(SpecificRecord record) {
    List<Schema> versions = SchemaHistory.of(record.getClass()).versions();
    String name = record.getClass().getSimpleName();

    assertThat(versions).isNotEmpty();
    assertThat(SchemaNormalization.toParsingForm(versions.get(versions.size() - 1)))
        .as(
            "%s.avsc changed: save it, types inlined, as"
                + " src/main/resources/dev/preceptor/schemas/history/%s/%d.avsc"
                + " (or replace the last one if it was never released)",
            name, name, versions.size() + 1)
        .isEqualTo(SchemaNormalization.toParsingForm(record.getSchema()));
  }

  @ParameterizedTest
  @MethodSource("records")
  void theCurrentSchemaReadsEveryVersion(SpecificRecord record) {
    for (Schema version : SchemaHistory.of(record.getClass()).versions()) {
      assertThat(
              SchemaCompatibility.checkReaderWriterCompatibility(record.getSchema(), version)
                  .getType())
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }
}
