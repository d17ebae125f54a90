package dev.preceptor.recipe;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a recipe key on the record component that holds its value. The component gives name and
 * type, {@link Meaning} what the key decides, and this its default and bounds. {@link RecipeMapper}
 * supplies the defaults, {@link Bounds} enforces the bounds, and {@link RecipeKey} makes the
 * reference from all of it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
@interface Key {
  /** {@link #initial} of a key whose default is the machine's number of CPU cores. */
  String CORES = "number of CPU cores";

  /** What {@link #matches} a name. */
  String NAME = "[A-Za-z][A-Za-z0-9_-]{0,63}";

  /** {@link #outside} of what is not a {@link #NAME}. */
  String NO_NAME = "is not a valid name; use letters, digits, '_' and '-', starting with a letter";

  /** The training jobs that the key means something to. */
  Job[] jobs() default {Job.TRAIN, Job.SFT, Job.DPO};

  /** Whether it means something to {@link Job#EVAL} too. */
  boolean eval() default false;

  /** The default as YAML; empty where there is none. */
  String initial() default "";

  /** The default for {@link Job#SFT} as YAML, where it is another. */
  String initialForSft() default "";

  /** The default for {@link Job#DPO} as YAML, where it is another. */
  String initialForDpo() default "";

  /** The least number allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The largest number allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** What numbers must be greater than. */
  double above() default Double.NEGATIVE_INFINITY;

  /** What numbers must be less than. */
  double below() default Double.POSITIVE_INFINITY;

  /** The unit of the number, in the plural. */
  String unit() default "";

  /** The regular expression that a text must match, which then is required. */
  String matches() default "";

  /** What an error says about a value that is not allowed; empty for the general words. */
  String outside() default "";

  /** Where TRL has a key of this name and meaning: the class that declares it. */
  String trl() default "";
}
