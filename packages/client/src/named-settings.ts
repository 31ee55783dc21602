/** Of the settings by name those of this one: under the name itself, else the longest pattern that fits, else `default`. */
export function settingsOf<S>(settings: Readonly<Record<string, S>>, name: string): S | undefined {
  if (Object.hasOwn(settings, name)) return settings[name];
  const [best = 'default'] = Object.keys(settings)
    .filter(pattern => fits(pattern, name))
    .sort((one, other) => other.length - one.length);
  return Object.hasOwn(settings, best) ? settings[best] : undefined;
}

function fits(pattern: string, name: string): boolean {
  const [head = '', tail] = pattern.split('*');
  return tail !== undefined && name.length >= pattern.length - 1 && name.startsWith(head) && name.endsWith(tail);
}
