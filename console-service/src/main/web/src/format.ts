// Numbers and times as people read them.

/** Characters that turn the direction of what follows, or show nothing, written out so that they mislead nobody. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
    (found) => `⟨U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

export function number(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(2).replace('-', '−');
  }
  const text = digits === 0 ? String(Math.round(value)) : Number.isInteger(value) ? String(value) : value.toFixed(size >= 100 ? 1 : digits);
  return text.replace('-', '−');
}

export function signed(value: number | null): string {
  return value === null ? '–' : (value > 0 ? '+' : '') + number(value);
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)} %`;
}

export function time(millis: number): string {
  return millis === 0 ? '–' : new Date(millis).toLocaleString();
}

export function ago(millis: number, now = Date.now()): string {
  if (millis === 0) {
    return '–';
  }
  const seconds = Math.max(0, Math.round((now - millis) / 1000));
  if (seconds < 90) {
    return `${seconds} s ago`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) {
    return `${minutes} min ago`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
