package dev.preceptor.history.pairs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.vqa.PromptTemplate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes what a run's scored groups prefer: {@code pairs.json}, which {@code preceptor step
 * --pairs} reads, and the images beside it.
 *
 * @param template the run's wording of questions
 * @param margin rewards that differ by no more make no pair
 */
public record PairsFolder(PromptTemplate template, double margin) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What was written.
   *
   * @param groups scored groups in the log, failed ones included
   * @param pairs pairs written
   * @param images images written
   */
  public record Counts(int groups, int pairs, int images) {}

  /**
   * Reads a run's log and writes the folder.
   *
   * @throws InputException if the folder exists or cannot be written
   */
  public Counts write(RunLog log, Topics topics, Path folder) {
    Map<String, GroupPreference> preferences = new TreeMap<>();
    Set<String> groups = new HashSet<>();
    log.replay(
        List.of(topics.scoredGroups()),
        event -> {
          if (event instanceof RunEvent.Scored scored) {
            scored.value().ifReadable().ifPresent(group -> see(group, groups, preferences));
          }
        });
    ArrayNode pairs = JSON.createArrayNode();
    Map<String, byte[]> images = new TreeMap<>();
    log.replay(
        List.of(topics.prompts()),
        event -> {
          if (event instanceof RunEvent.Issued issued) {
            issued
                .value()
                .ifReadable()
                .ifPresent(
                    prompt -> {
                      GroupPreference preference = preferences.remove(key(prompt));
                      if (preference != null) {
                        pairs.add(pair(prompt, preference, images));
                      }
                    });
          }
        });
    save(folder, pairs, images);
    return new Counts(groups.size(), pairs.size(), images.size());
  }

  private void see(
      ScoredGroup group, Set<String> groups, Map<String, GroupPreference> preferences) {
    String key = new GroupKey(group.getStep(), group.getSlot()).toString();
    groups.add(key);
    GroupPreference.of(group, margin)
        .ifPresentOrElse(
            preference -> preferences.put(key, preference), () -> preferences.remove(key));
  }

  private static String key(Prompt prompt) {
    return new GroupKey(prompt.getStep(), prompt.getSlot()).toString();
  }

  private ObjectNode pair(Prompt prompt, GroupPreference preference, Map<String, byte[]> images) {
    ObjectNode pair = JSON.createObjectNode();
    pair.put("prompt", template.render(prompt.getQuestion(), prompt.getChoices()));
    if (prompt.getImage() != null) {
      String name = "images/" + prompt.getImageSha256() + ".png";
      images.computeIfAbsent(name, file -> bytes(prompt.getImage()));
      pair.put("image", name);
    }
    pair.put("chosen", preference.chosen());
    pair.put("rejected", preference.rejected());
    pair.put("margin", preference.margin());
    return pair;
  }

  private static byte[] bytes(ByteBuffer image) {
    ByteBuffer view = image.duplicate();
    byte[] out = new byte[view.remaining()];
    view.get(out);
    return out;
  }

  private static void save(Path folder, ArrayNode pairs, Map<String, byte[]> images) {
    ObjectNode root = JSON.createObjectNode();
    root.set("pairs", pairs);
    try {
      PrivateFiles.newFolder(folder);
      PrivateFiles.newFolder(folder.resolve("images"));
      for (Map.Entry<String, byte[]> image : images.entrySet()) {
        Files.write(folder.resolve(image.getKey()), image.getValue());
      }
      Files.write(
          folder.resolve("pairs.json"),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
      PrivateFiles.tighten(folder);
    } catch (FileAlreadyExistsException e) {
      throw new InputException(folder + ": exists; choose another folder", e);
    } catch (IOException e) {
      throw InputException.cannotBe("written", folder, e);
    }
  }
}
