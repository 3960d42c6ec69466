import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Snapshot } from '../../src/protocol.ts'
import { startBrowser } from '../editor/browser.mjs'
import { type Studio, openStudio } from './browser.ts'
import * as samples from './samples.ts'
import { type Theme, themes } from './themes.ts'

// Pictures of the simulator in every state: node test/tool.mjs test/webview/shots.ts DIR [NAME]

interface Scene {
  readonly snapshot: Snapshot
  readonly pose?: (studio: Studio) => Promise<void>
}

const press =
  (...keys: string[]) =>
  async ({ page }: Studio): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }

const lane =
  (name: string, ...keys: string[]) =>
  async (studio: Studio): Promise<void> => {
    await studio.page.getByRole('button', { name }).click()
    await studio.page.getByRole('slider').focus()
    await press(...keys)(studio)
  }

const agent = samples.agentSession()
const toSeventeenth = [
  'Home',
  'PageDown',
  'ArrowRight',
  'ArrowRight',
  'ArrowRight',
  'ArrowRight',
  'ArrowRight',
  'ArrowRight',
]
const toExpiry = toSeventeenth.slice(0, 4)

const scenes: Readonly<Record<string, Scene>> = {
  empty: { snapshot: { state: 'empty' } },
  loading: { snapshot: { state: 'loading', name: 'shop-agent.jsonl', share: 0.42 } },
  waiting: { snapshot: { state: 'loading', name: 'shop-agent.jsonl' } },
  failed: {
    snapshot: {
      state: 'failed',
      name: 'photo.jsonl',
      message: 'This file is not text. Open a captured .jsonl log or a Claude Code transcript.',
    },
  },
  nothing: { snapshot: samples.nothing() },
  changed: { snapshot: agent, pose: lane('main agent', ...toSeventeenth) },
  expired: { snapshot: agent, pose: lane('main agent', ...toExpiry) },
  first: { snapshot: agent },
  hit: { snapshot: agent, pose: lane('main agent', 'End', 'ArrowLeft') },
  block: {
    snapshot: agent,
    pose: async (studio) => {
      await lane('main agent', ...toSeventeenth)(studio)
      await studio.page.locator('.line.changed').click()
      await studio.page.getByRole('button', { name: 'true time' }).click()
    },
  },
  strategy: {
    snapshot: agent,
    pose: async (studio) => {
      await lane('main agent', ...toSeventeenth)(studio)
      await studio.page.getByRole('option', { name: /^Automatic/ }).click()
    },
  },
  cleaned: {
    snapshot: samples.workflowAgent(),
    pose: async (studio) => {
      await press('End')(studio)
      await studio.page.getByRole('option', { name: /stale context stripped/ }).click()
      await studio.page.getByRole('button', { name: 'before · after clean-up' }).click()
    },
  },
  tried: {
    snapshot: agent,
    pose: async (studio) => {
      await lane('main agent', ...toSeventeenth)(studio)
      await studio.page.getByRole('button', { name: 'Try it behind the breakpoint' }).click()
    },
  },
  forgotten: {
    snapshot: agent,
    pose: lane('main agent', 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'),
  },
  lanes: { snapshot: agent, pose: lane('sub-agent', 'End') },
  dry: { snapshot: samples.dryRun(), pose: press('ArrowRight', 'ArrowRight') },
  transcript: {
    snapshot: samples.transcript(),
    pose: press('PageDown', 'PageDown', 'ArrowRight', 'ArrowRight'),
  },
  problems: {
    snapshot: samples.damaged(),
    pose: ({ page }) => page.getByText('not understood').click(),
  },
  single: { snapshot: samples.single() },
  blocks: { snapshot: samples.manyBlocks(), pose: press('End') },
  long: { snapshot: samples.longLog(100_000), pose: press('End', 'PageUp', 'PageUp') },
}

const sizes = { wide: { width: 1400, height: 820 }, narrow: { width: 560, height: 900 } }

async function takeAll(folder: string, only = ''): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const { browser, stop } = await startBrowser()
  for (const [name, scene] of Object.entries(scenes)) {
    if (!name.startsWith(only)) continue
    for (const theme of Object.keys(themes) as Theme[]) {
      for (const [size, view] of Object.entries(sizes)) {
        const studio = await openStudio(browser, { ...view, theme })
        await take(studio, scene, join(folder, `${name}-${theme}-${size}.png`))
      }
    }
  }
  await stop()
}

async function take(studio: Studio, { snapshot, pose }: Scene, path: string): Promise<void> {
  await studio.show(snapshot)
  await pose?.(studio)
  await studio.page.waitForTimeout(150)
  await studio.page.screenshot({ path })
  for (const complaint of studio.complaints) console.log(`${path}: ${complaint}`)
  await studio.page.close()
}

const [folder = 'shots', only] = process.argv.slice(2)
void takeAll(folder, only)
