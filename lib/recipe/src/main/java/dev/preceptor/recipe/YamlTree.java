package dev.preceptor.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads a YAML text into a tree without aliases: an alias stands for a copy of what its anchor
 * marks, and a merge key ({@code <<}) for the entries of the mappings that it names, except those
 * that the mapping has itself. How many values aliases may repeat is bounded. Scalars are read by
 * {@link PlainScalar}.
 */
final class YamlTree {

  /** Most values that aliases may repeat; a text of a few lines could repeat billions. */
  static final int MAX_REPEATED = 10_000;

  private static final String MERGE = "<<";

  /** The tag of a scalar without quotes and without a tag of its own. */
  private static final Tag PLAIN = new Tag(Tag.PREFIX + "plain");

  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int repeated;

  private YamlTree() {}

  /**
   * Reads a text of one document.
   *
   * @return its root; missing if the text is empty
   * @throws YamlRefusal if it is not YAML, or cannot be a recipe's
   */
  static JsonNode read(String yaml) throws YamlRefusal {
    LoaderOptions options = new LoaderOptions();
    // Aliases are bounded below, where the message can name them.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    Node root;
    try {
      root =
          new Composer(new ParserImpl(new StreamReader(yaml), options), new PlainTags(), options)
              .getSingleNode();
    } catch (YAMLException e) {
      throw YamlRefusal.notYaml(yaml, e);
    }
    return root == null ? MissingNode.getInstance() : new YamlTree().value(root, "");
  }

  /** Leaves the meaning of a plain scalar to us. */
  private static final class PlainTags extends Resolver {
    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
    }
  }

  /**
   * @param name the value's name in messages, such as {@code rewards[0].weight}; empty for the root
   */
  private JsonNode value(Node node, String name) throws YamlRefusal {
    if (!seen.add(node) && ++repeated > MAX_REPEATED) {
      throw YamlRefusal.at(
          node, name, "aliases repeat more than %,d values".formatted(MAX_REPEATED));
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, name);
    }
    if (!open.add(node)) {
      throw YamlRefusal.at(node, name, "an alias stands within what it stands for");
    }
    JsonNode value =
        node instanceof MappingNode mapping
            ? mapping(mapping, name)
            : sequence((SequenceNode) node, name);
    open.remove(node);
    return value;
  }

  private static JsonNode scalar(ScalarNode scalar, String name) throws YamlRefusal {
    if (scalar.getTag().equals(Tag.STR)) {
      return JsonNodeFactory.instance.textNode(scalar.getValue());
    }
    requireTag(scalar, PLAIN, name);
    return PlainScalar.read(scalar.getValue())
        .orElseThrow(() -> YamlRefusal.at(scalar, name, PlainScalar.ambiguity(scalar.getValue())));
  }

  private ArrayNode sequence(SequenceNode sequence, String name) throws YamlRefusal {
    requireTag(sequence, Tag.SEQ, name);
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    for (Node item : sequence.getValue()) {
      items.add(value(item, name + "[" + items.size() + "]"));
    }
    return items;
  }

  private ObjectNode mapping(MappingNode mapping, String name) throws YamlRefusal {
    requireTag(mapping, Tag.MAP, name);
    ObjectNode entries = JsonNodeFactory.instance.objectNode();
    Set<String> written = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      String key = key(entry.getKeyNode(), name);
      String place = name.isEmpty() ? key : name + "." + key;
      if (!written.add(key)) {
        throw YamlRefusal.at(entry.getKeyNode(), place, "is given twice; remove one");
      }
      if (!isMerge(entry.getKeyNode())) {
        entries.set(key, value(entry.getValueNode(), place));
      }
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (isMerge(entry.getKeyNode())) {
        merge(entry.getValueNode(), name, entries);
      }
    }
    return entries;
  }

  /** Adds the entries that are not there yet; of several mappings the first has precedence. */
  private void merge(Node merged, String name, ObjectNode entries) throws YamlRefusal {
    List<Node> mappings =
        merged instanceof SequenceNode sequence ? sequence.getValue() : List.of(merged);
    for (Node mapping : mappings) {
      if (!(mapping instanceof MappingNode)) {
        throw YamlRefusal.at(
            mapping, name, MERGE + " takes a mapping or a list of mappings, such as <<: *name");
      }
      for (var entry : value(mapping, name).properties()) {
        if (!entries.has(entry.getKey())) {
          entries.set(entry.getKey(), entry.getValue());
        }
      }
    }
  }

  private static boolean isMerge(Node key) {
    return key.getTag().equals(Tag.MERGE)
        || key.getTag().equals(PLAIN) && ((ScalarNode) key).getValue().equals(MERGE);
  }

  private static String key(Node key, String name) throws YamlRefusal {
    if (key instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw YamlRefusal.at(key, name, "a key is not a text");
  }

  private static void requireTag(Node node, Tag tag, String name) throws YamlRefusal {
    if (!node.getTag().equals(tag)) {
      String written = node.getTag().getValue();
      throw YamlRefusal.at(
          node,
          name,
          "the tag "
              + (written.startsWith(Tag.PREFIX)
                  ? "!!" + written.substring(Tag.PREFIX.length())
                  : written)
              + " is not known; remove it");
    }
  }
}
