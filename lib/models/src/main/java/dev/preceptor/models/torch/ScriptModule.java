package dev.preceptor.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A stateless TorchScript module, compiled by libtorch from source text on this class path.
 *
 * <p>The graph optimizer stays off: it specialises a graph after its first runs, so a process that
 * starts in the middle of a run would compute different last bits than one that started with it,
 * and replay would not be exact.
 */
public final class ScriptModule implements AutoCloseable {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  private static final String CLASS = "Model";

  private static final String HEADER =
      """
      class %s(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool

      """;

  private final PtSymbolBlock block;

  private ScriptModule(PtSymbolBlock block) {
    this.block = block;
  }

  /**
   * Compiles the class {@code __torch__.Model} from its parts' methods.
   *
   * @param manager the owner of the module; its device is where the module runs
   * @param constants the values that replace each {@code ${name}} in the source
   */
  public static ScriptModule compile(
      PtNDManager manager, List<ScriptPart> parts, Map<String, String> constants) {
    byte[] archive = archive(parts, constants, Map.of());
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      return new ScriptModule(block);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What {@link #compile} gives to libtorch, as {@code torch.jit.load} of Python takes it too.
   *
   * @param extra files for whoever loads it, by name
   */
  public static byte[] archive(
      List<ScriptPart> parts, Map<String, String> constants, Map<String, byte[]> extra) {
    String methods = parts.stream().map(ScriptPart::source).collect(Collectors.joining("\n"));
    return ScriptArchive.of(CLASS, HEADER.formatted(CLASS) + substitute(methods, constants), extra);
  }

  /**
   * Calls a method without recording gradients.
   *
   * @param owner the manager that owns the returned arrays
   * @param arguments the method's arguments; this call closes them
   */
  public NDList call(PtNDManager owner, String method, IValue... arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    try (IValue result = IValueUtils.runMethod(block, method, arguments)) {
      return result.toNDList(owner);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  /**
   * Calls a method that may record gradients. Arrays named {@code w.KEY} arrive as one dictionary
   * {@code w}, arrays named {@code w[]} as a list, and the others as single arguments.
   */
  public NDList record(String method, NDList arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    NDArray first = arguments.get(0);
    NDArray name = first.getManager().create(0f);
    name.setName("module_method:" + method);
    NDList all = new NDList(arguments);
    all.add(name);
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try {
      return IValueUtils.forward(block, all, true);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  private static String substitute(String source, Map<String, String> constants) {
    Matcher matcher = PLACEHOLDER.matcher(source);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = constants.get(matcher.group(1));
      if (value == null) {
        throw new IllegalStateException("no value for " + matcher.group());
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(out).toString();
  }

  @Override
  public void close() {
    block.close();
  }
}
