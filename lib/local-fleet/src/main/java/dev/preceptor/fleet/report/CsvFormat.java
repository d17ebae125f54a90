package dev.preceptor.fleet.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** A row for each metric of a step or an evaluation: metrics may come and go in a run. */
final class CsvFormat implements ReportFormat {

  @Override
  public byte[] head() {
    return bytes("step,metric,value,timestamp_millis\n");
  }

  @Override
  public byte[] line(JsonNode line) {
    StringBuilder rows = new StringBuilder();
    ReportFormat.metrics(line)
        .forEach(
            (name, value) ->
                rows.append(line.path("step").asInt())
                    .append(",\"")
                    .append(name.replace("\"", "\"\""))
                    .append("\",")
                    .append(value)
                    .append(',')
                    .append(line.path("timestamp_millis").asLong())
                    .append('\n'));
    return bytes(rows.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
