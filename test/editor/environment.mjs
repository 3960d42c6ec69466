/** What an outer VS Code, code-server or npm left in our environment and another one must not see. */
const foreign = /^(VSCODE|ELECTRON|CODE_SERVER|npm)_|^((HASHED_)?PASSWORD|PORT|NODE_OPTIONS)$/i

/** The machine's environment, for a VS Code that a person uses. */
export function personsEnvironment() {
  return without(foreign)
}

/**
 * One that holds nothing of the person: neither their home nor their keys.
 * @param {string} home
 */
export function strangersEnvironment(home) {
  return { ...without(foreign, /^(ANTHROPIC|CLAUDE)_/i), HOME: home }
}

/** @param {readonly RegExp[]} patterns */
function without(...patterns) {
  const all = Object.entries(process.env)
  return Object.fromEntries(all.filter(([name]) => !patterns.some((each) => each.test(name))))
}
