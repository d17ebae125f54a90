package dev.preceptor.models.text;

import com.hubspot.jinjava.el.TypeConvertingMapELResolver;
import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.el.ext.JinjavaListELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.PyWrapper;
import com.hubspot.jinjava.util.ForLoop;
import jinjava.javax.el.ArrayELResolver;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.MethodNotFoundException;
import jinjava.javax.el.PropertyNotFoundException;

/**
 * The objects that a chat template may access: lists, maps, loops, filters, tests and texts. No
 * other Java object's properties or methods can be reached, so a template cannot reach the platform
 * through them.
 */
final class TemplateObjects extends JinjavaBeanELResolver {

  private TemplateObjects() {
    super(true);
  }

  static ELResolver resolver() {
    CompositeELResolver resolver = new CompositeELResolver();
    resolver.add(new ArrayELResolver(true));
    resolver.add(new JinjavaListELResolver(true));
    resolver.add(new TypeConvertingMapELResolver(true));
    resolver.add(new TemplateObjects());
    return resolver;
  }

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    if (base instanceof ForLoop) {
      return super.getValue(context, base, property);
    }
    throw new PropertyNotFoundException("no property " + property);
  }

  @Override
  public Object invoke(
      ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
    long size = TemplateBudget.chargeAll(base);
    if (base instanceof String text) {
      // Each argument may be searched for, or written, at each place of the text.
      TemplateBudget.chargeProduct(size, TemplateBudget.chargeAll(arguments));
      Object result =
          PythonText.call(text, String.valueOf(method), arguments)
              .orElseThrow(() -> new MethodNotFoundException("no method " + method + " of texts"));
      context.setPropertyResolved(true);
      return result;
    }
    if (base instanceof Filter || base instanceof ExpTest || base instanceof PyWrapper) {
      return super.invoke(context, base, method, types, arguments);
    }
    throw new MethodNotFoundException("no method " + method);
  }
}
