/** The settings in `[vars]` of wrangler.toml: strings and numbers, one on a line. */
export function varsOf(toml: string): Record<string, string | number> {
  const section = /^\[vars\]$((?:\n(?!\[).*)*)/m.exec(toml)?.[1] ?? ''
  const lines = section.matchAll(/^(\w+)\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#]+)/gm)
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, valueOf(value)]))
}

function valueOf(text: string): string | number {
  if (text.startsWith("'")) return text.slice(1, -1)
  return text.startsWith('"') ? (JSON.parse(text) as string) : Number(text)
}
