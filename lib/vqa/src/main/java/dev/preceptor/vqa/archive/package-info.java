/**
 * Images in a ZIP file, read by name without unpacking. Archives are hostile: what an archive says
 * of itself is held against its limits before memory is taken for it.
 */
package dev.preceptor.vqa.archive;
