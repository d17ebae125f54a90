package dev.preceptor.vqa.grading;

import java.util.Map;

/**
 * Maps a noun and its plural to one form: English rules, and the Latin and Greek plurals used in
 * medicine. Verbs and names lose their final {@code s} too, but on both sides of a comparison.
 */
final class Singular {

  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("alveoli", "alveolus"),
          Map.entry("apices", "apex"),
          Map.entry("atria", "atrium"),
          Map.entry("bacilli", "bacillus"),
          Map.entry("bacteria", "bacterium"),
          Map.entry("bronchi", "bronchus"),
          Map.entry("calculi", "calculus"),
          Map.entry("children", "child"),
          Map.entry("cortices", "cortex"),
          Map.entry("diagnoses", "diagnosis"),
          Map.entry("diverticula", "diverticulum"),
          Map.entry("emboli", "embolus"),
          Map.entry("feet", "foot"),
          Map.entry("foci", "focus"),
          Map.entry("foramina", "foramen"),
          Map.entry("fungi", "fungus"),
          Map.entry("ganglia", "ganglion"),
          Map.entry("indices", "index"),
          Map.entry("lumina", "lumen"),
          Map.entry("men", "man"),
          Map.entry("menisci", "meniscus"),
          Map.entry("metastases", "metastasis"),
          Map.entry("necroses", "necrosis"),
          Map.entry("nuclei", "nucleus"),
          Map.entry("phalanges", "phalanx"),
          Map.entry("septa", "septum"),
          Map.entry("stenoses", "stenosis"),
          Map.entry("teeth", "tooth"),
          Map.entry("thrombi", "thrombus"),
          Map.entry("thromboses", "thrombosis"),
          Map.entry("villi", "villus"),
          Map.entry("women", "woman"));

  private Singular() {}

  /** The singular of a word in lower case. */
  static String of(String word) {
    String irregular = IRREGULAR.get(word);
    if (irregular != null) {
      return irregular;
    }
    int length = word.length();
    if (length > 4 && word.endsWith("ies")) {
      return word.substring(0, length - 3) + "y";
    }
    if (length > 4 && word.endsWith("ae")) {
      return word.substring(0, length - 1);
    }
    boolean sibilant =
        word.endsWith("sses")
            || word.endsWith("shes")
            || word.endsWith("ches")
            || word.endsWith("xes")
            || word.endsWith("zzes");
    if (length > 4 && sibilant) {
      return word.substring(0, length - 2);
    }
    boolean plural =
        word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is");
    return length > 3 && plural ? word.substring(0, length - 1) : word;
  }
}
