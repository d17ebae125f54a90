/** The commands that explain recipes. Must not know any key: they print what the keys declare. */
package dev.preceptor.cli.recipe;
