package dev.preceptor.vqa.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.vqa.http.RemoteException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a remote reward's answer: {@code {"scores": [0.5, null], "why": ["short", "…"]}}. {@code
 * why} is optional; a null score means that the response could not be scored.
 *
 * @param min the lowest valid score
 * @param max the highest valid score
 */
record RemoteScores(double min, double max) {

  static final String CHECK = "remote";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WHY_CHARACTERS = 200;

  /**
   * Reads an answer.
   *
   * @param responses the expected number of scores
   * @throws RemoteException if the answer does not have this form
   */
  List<Grade> read(byte[] answer, int responses) throws RemoteException {
    JsonNode root;
    try {
      root = JSON.readTree(answer);
    } catch (IOException e) {
      throw new RemoteException(RemoteException.Kind.UNREADABLE, "the answer is not JSON", e);
    }
    JsonNode scores = root.path("scores");
    if (!scores.isArray()) {
      throw new RemoteException(
          RemoteException.Kind.UNREADABLE, "the answer has no list \"scores\"");
    }
    if (scores.size() != responses) {
      throw new RemoteException(
          RemoteException.Kind.UNREADABLE,
          "%d scores for %d responses".formatted(scores.size(), responses));
    }
    List<Grade> grades = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      grades.add(grade(scores.get(i), root.path("why").path(i).asText("")));
    }
    return grades;
  }

  private Grade grade(JsonNode score, String reason) {
    String why = reason.substring(0, Math.min(reason.length(), WHY_CHARACTERS));
    if (score.isNull()) {
      return Grade.unscorable(CHECK, why.isEmpty() ? "no score was given" : why);
    }
    double value = score.isNumber() ? score.doubleValue() : Double.NaN;
    return value >= min && value <= max
        ? new Grade(value, CHECK, why.isEmpty() ? "no reason was given" : why)
        : Grade.unscorable(CHECK, "a score is not a number from %s to %s".formatted(min, max));
  }
}
