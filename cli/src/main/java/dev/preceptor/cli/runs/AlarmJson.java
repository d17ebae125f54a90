package dev.preceptor.cli.runs;

import dev.preceptor.run.sentinel.Alarm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sentinel's alarms in a JSON document. */
final class AlarmJson {

  private AlarmJson() {}

  static List<Map<String, Object>> of(List<Alarm> alarms) {
    return alarms.stream().map(AlarmJson::of).toList();
  }

  private static Map<String, Object> of(Alarm alarm) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", alarm.of().label());
    json.put("step", alarm.step());
    json.put("level", alarm.level());
    json.put("figures", alarm.figures());
    json.put("advice", alarm.of().advice());
    return json;
  }
}
