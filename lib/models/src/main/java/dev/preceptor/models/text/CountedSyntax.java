package dev.preceptor.models.text;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import com.hubspot.jinjava.el.ext.CollectionMembershipOperator;
import com.hubspot.jinjava.el.ext.CollectionNonMembershipOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.PowerOfOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import com.hubspot.jinjava.el.ext.TruncDivOperator;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary.Operator;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary.SimpleOperator;
import jinjava.de.odysseus.el.tree.impl.ast.AstEval;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;

/**
 * Jinjava's expressions, whose operations charge the {@link TemplateBudget} before they work, and
 * whose results charge it again: what an expression yields may be printed.
 */
final class CountedSyntax extends ExtendedSyntaxBuilder {
  private static final long serialVersionUID = 1L;

  CountedSyntax() {
    super(Feature.METHOD_INVOCATIONS, Feature.VARARGS);
  }

  @Override
  protected Parser createParser(String expression) {
    return new CountedParser(this, expression);
  }

  private static final class CountedParser extends ExtendedParser {

    CountedParser(Builder builder, String expression) {
      super(builder, expression);
      put(StringConcatOperator.TOKEN, StringConcatOperator.OP);
      put(TruncDivOperator.TOKEN, TruncDivOperator.OP);
      put(PowerOfOperator.TOKEN, PowerOfOperator.OP);
      put(CollectionMembershipOperator.TOKEN, CollectionMembershipOperator.OP);
      put(CollectionNonMembershipOperator.TOKEN, CollectionNonMembershipOperator.NOT_IN_OP);
    }

    /** Puts the operator in the place of Jinjava's own, at the same precedence. */
    private void put(Scanner.ExtensionToken token, Operator operator) {
      putExtensionHandler(
          token,
          new ExtensionHandler(getExtensionHandler(token).getExtensionPoint()) {
            @Override
            public AstNode createAstNode(AstNode... operands) {
              return createAstBinary(operands[0], operands[1], operator);
            }
          });
    }

    @Override
    protected AstBinary createAstBinary(AstNode left, AstNode right, Operator operator) {
      return super.createAstBinary(left, right, counted(operator));
    }

    @Override
    protected AstEval eval(boolean required, boolean deferred)
        throws Scanner.ScanException, ParseException {
      AstEval eval = super.eval(required, deferred);
      return eval == null
          ? null
          : new AstEval(new CountedResult(eval.getChild(0)), eval.isDeferred());
    }
  }

  /** {@code and} and {@code or} do not look into their operands. */
  private static Operator counted(Operator operator) {
    if (!(operator instanceof SimpleOperator)) {
      return operator;
    }
    boolean searches =
        operator instanceof CollectionMembershipOperator
            || operator instanceof CollectionNonMembershipOperator;
    return (bindings, context, left, right) -> {
      Object a = left.eval(bindings, context);
      Object b = right.eval(bindings, context);
      long sizeA = TemplateBudget.chargeAll(a);
      long sizeB = TemplateBudget.chargeAll(b);
      if (searches) {
        TemplateBudget.chargeProduct(sizeA, sizeB);
      }
      return operator.eval(bindings, context, new Operand(a), new Operand(b));
    };
  }

  /** An operand that was evaluated already. */
  private static final class Operand extends AstRightValue {

    private final Object value;

    Operand(Object value) {
      this.value = value;
    }

    @Override
    public Object eval(Bindings bindings, ELContext context) {
      return value;
    }

    @Override
    public void appendStructure(StringBuilder out, Bindings bindings) {
      out.append(value);
    }

    @Override
    public int getCardinality() {
      return 0;
    }

    @Override
    public AstNode getChild(int index) {
      return null;
    }
  }

  /** A whole expression. */
  private static final class CountedResult extends AstRightValue {

    private final AstNode expression;

    CountedResult(AstNode expression) {
      this.expression = expression;
    }

    @Override
    public Object eval(Bindings bindings, ELContext context) {
      Object value = expression.eval(bindings, context);
      TemplateBudget.chargeAll(value);
      return value;
    }

    @Override
    public void appendStructure(StringBuilder out, Bindings bindings) {
      expression.appendStructure(out, bindings);
    }

    @Override
    public int getCardinality() {
      return 1;
    }

    @Override
    public AstNode getChild(int index) {
      return index == 0 ? expression : null;
    }
  }
}
