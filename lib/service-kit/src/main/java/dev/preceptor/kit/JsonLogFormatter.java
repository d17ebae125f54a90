package dev.preceptor.kit;

import dev.preceptor.run.JsonLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * A log record as one JSON object on one line; the stack trace of an exception is one of its
 * strings. JBoss' own formatter for that needs classes that its class loader does not see here.
 */
final class JsonLogFormatter extends ExtFormatter {

  private final Map<String, String> labels;

  /**
   * A formatter.
   *
   * @param labels that every object has
   */
  JsonLogFormatter(Map<String, String> labels) {
    this.labels = new LinkedHashMap<>(labels);
  }

  @Override
  public String format(ExtLogRecord record) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("timestamp", record.getInstant().toString());
    fields.put("level", record.getLevel().getName());
    fields.put("loggerName", record.getLoggerName());
    fields.put("threadName", record.getThreadName());
    fields.put("message", formatMessage(record));
    if (record.getThrown() != null) {
      var trace = new StringWriter();
      record.getThrown().printStackTrace(new PrintWriter(trace, true));
      fields.put("stackTrace", trace.toString());
    }
    fields.putAll(labels);
    return JsonLine.of(fields) + "\n";
  }
}
