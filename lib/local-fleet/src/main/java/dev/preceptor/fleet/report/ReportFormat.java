package dev.preceptor.fleet.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a tracker writes lines of {@code metrics.jsonl}. The same lines give the same bytes, so that
 * a file can be made again from the first line on.
 */
interface ReportFormat {

  /** What a file begins with. */
  byte[] head();

  /** What a line becomes. */
  byte[] line(JsonNode line);

  /** The metrics of a line, without what says of when it is. */
  static Map<String, Double> metrics(JsonNode line) {
    Map<String, Double> metrics = new TreeMap<>();
    line.properties().stream()
        .filter(figure -> figure.getValue().isNumber())
        .filter(figure -> !figure.getKey().equals("step"))
        .filter(figure -> !figure.getKey().equals("timestamp_millis"))
        .forEach(figure -> metrics.put(figure.getKey(), figure.getValue().doubleValue()));
    return metrics;
  }
}
