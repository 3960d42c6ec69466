import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { readJson } from '../json.mjs'

/** The colour themes, by the word that a view names them with. */
const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high contrast': 'Default High Contrast',
  'high contrast light': 'Default High Contrast Light',
}

/** What the workbench is marked with once it is drawn in a theme. */
export const themeClasses = {
  dark: '.vs-dark',
  light: '.vs',
  'high contrast': '.hc-black',
  'high contrast light': '.hc-light',
}

/** @typedef {keyof typeof themes} Theme */
/** @typedef {Record<string, unknown>} Settings */
/** @typedef {ReturnType<typeof makeProfile>} Profile */

/** A quiet VS Code: nothing pops up, nothing is fetched. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'npm.fetchOnlinePackageInfo': false,
  'git.autofetch': false,
}

/** @type {string[]} */
const folders = []

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/**
 * A temporary folder with all that one VS Code keeps: settings, extensions, the folders it opens.
 * It goes when this process does.
 * @param {string} [homeLike] A folder whose copy is the person's own.
 */
export function makeProfile(homeLike) {
  const folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  folders.push(folder)
  const profile = {
    folder,
    user: join(folder, 'user'),
    extensions: join(folder, 'extensions'),
    home: join(folder, 'home'),
    temporary: join(folder, 'tmp'),
  }
  const { user, extensions, home, temporary } = profile
  for (const each of [join(user, 'User'), extensions, home, temporary]) {
    mkdirSync(each, { recursive: true })
  }
  if (homeLike !== undefined) cpSync(homeLike, home, { recursive: true })
  return profile
}

/**
 * A running VS Code takes the new settings over by itself.
 * @param {Profile} profile
 * @param {{ theme?: Theme, settings?: Settings }} [view]
 */
export function writeSettings(profile, { theme = 'dark', settings = {} } = {}) {
  const all = { ...quiet, 'workbench.colorTheme': themes[theme], ...settings }
  writeFileSync(join(profile.user, 'User/settings.json'), JSON.stringify(all, null, 2))
}

/**
 * A copy of a folder under its own name, so that nothing done in VS Code reaches the original.
 * @param {Profile} profile
 * @param {string} folder
 */
export function copyFolder(profile, folder) {
  const copy = join(mkdtempSync(join(profile.folder, 'folder-')), basename(resolve(folder)))
  cpSync(folder, copy, { recursive: true })
  return copy
}

/**
 * Lists an unpacked extension as installed where it lies, as "Install Extension from Location" does.
 * @param {Profile} profile
 * @param {string} folder
 */
export function linkExtension(profile, folder) {
  const manifest = readJson(join(folder, 'package.json'))
  const { publisher, name, version } = /** @type {Record<string, string>} */ (manifest)
  const entry = {
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, scheme: 'file', path: resolve(folder) },
    metadata: { source: 'vsix', installedTimestamp: Date.now() },
  }
  writeFileSync(join(profile.extensions, 'extensions.json'), JSON.stringify([entry]))
}
