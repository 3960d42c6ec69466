import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTag,
} from '@vscode/webview-ui-toolkit'
import { type ComponentChildren, type HTMLAttributes, type VNode, h } from 'preact'

/**
 * The toolkit's controls as components. Nothing else imports the toolkit or names its elements, so that a successor is
 * a change of this file.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTag(),
  )
}

export interface ButtonProps {
  readonly appearance?: 'primary' | 'secondary' | 'icon'
  /** What it does, where its content is only an icon. */
  readonly label?: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ComponentChildren
}

export function Button({
  appearance = 'primary',
  label,
  disabled,
  onClick,
  children,
}: ButtonProps): VNode {
  const name = label && { 'aria-label': label, title: label }
  return element(
    'vscode-button',
    { appearance, disabled: disabled === true, onClick, ...name },
    children,
  )
}

export interface DropdownProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly name: string }[]
  readonly onChange: (value: string) => void
}

export function Dropdown({ label, value, options, onChange }: DropdownProps): VNode {
  const changed = (event: Event): void => {
    onChange((event.currentTarget as HTMLSelectElement).value)
  }
  const children = options.map((each) =>
    h(
      'vscode-option',
      { key: each.value, value: each.value, selected: each.value === value },
      each.name,
    ),
  )
  return h('vscode-dropdown', { 'aria-label': label, title: label, onChange: changed }, children)
}

export interface CheckboxProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ComponentChildren
}

export function Checkbox({ checked, onChange, children }: CheckboxProps): VNode {
  const changed = (event: Event): void => {
    onChange((event.currentTarget as HTMLInputElement).checked)
  }
  return element('vscode-checkbox', { checked, onChange: changed }, children)
}

export function ProgressRing(): VNode {
  return h('vscode-progress-ring', { 'aria-hidden': 'true' })
}

export function Tag({ children, title }: { children: ComponentChildren; title?: string }): VNode {
  return h('vscode-tag', title === undefined ? null : { title }, children)
}

/** Preact sets what a custom element has as a property, the rest as an attribute. */
function element(name: string, props: object, children: ComponentChildren): VNode {
  return h(name, props as HTMLAttributes<HTMLElement>, children)
}
