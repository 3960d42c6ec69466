/** A value as source code, indented by two or four blanks. */
export function literal(value: unknown, language: 'typescript' | 'python', indent = ''): string {
  const deeper = indent + (language === 'python' ? '    ' : '  ')
  if (typeof value === 'string') return quoted(value, language)
  if (value === null) return language === 'python' ? 'None' : 'null'
  if (typeof value === 'boolean' && language === 'python') return value ? 'True' : 'False'
  if (Array.isArray(value)) {
    const items = value.map((each) => `${deeper}${literal(each, language, deeper)},\n`)
    return items.length === 0 ? '[]' : `[\n${items.join('')}${indent}]`
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => {
        const isPlain = language === 'typescript' && /^[A-Za-z_$][\w$]*$/.test(key)
        return `${deeper}${isPlain ? key : quoted(key, language)}: ${literal(each, language, deeper)},\n`
      })
    return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`
  }
  return typeof value === 'number' ? String(value) : 'undefined'
}

/** JSON's strings are those of both languages. */
function quoted(text: string, language: 'typescript' | 'python'): string {
  const json = JSON.stringify(text)
  if (language === 'python') return json
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
