import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTag,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit'
import { type ComponentChildren, type VNode, createElement } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

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
    vsCodeTextField(),
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
  const dropdown = useRef<HTMLSelectElement>(null)
  useEffect(() => {
    if (dropdown.current) dropdown.current.value = value
  }, [value])
  const changed = (event: Event): void => {
    onChange((event.currentTarget as HTMLSelectElement).value)
  }
  const children = options.map((each) =>
    element(
      'vscode-option',
      { key: each.value, value: each.value, ref: each.value === value ? markChosen : null },
      each.name,
    ),
  )
  const name = { 'aria-label': label, title: label }
  return element('vscode-dropdown', { ref: dropdown, ...name, onChange: changed }, children)
}

/** The option that a dropdown begins with is told by its attribute, before the dropdown knows its options. */
function markChosen(option: HTMLElement | null): void {
  option?.setAttribute('selected', '')
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

export interface TextFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly onKey: (event: KeyboardEvent) => void
}

export function TextField({ label, placeholder, value, onInput, onKey }: TextFieldProps): VNode {
  const typed = (event: Event): void => {
    onInput((event.currentTarget as HTMLInputElement).value)
  }
  const field = useRef<HTMLElement>(null)
  // The field names itself "Text field" as it is put into the page.
  useEffect(() => {
    field.current?.setAttribute('aria-label', label)
  }, [label])
  return element('vscode-text-field', {
    ref: field,
    title: label,
    placeholder,
    value,
    onInput: typed,
    onKeyDown: onKey,
  })
}

export function ProgressRing(): VNode {
  return element('vscode-progress-ring', { 'aria-hidden': 'true' })
}

export function Tag({ children, title }: { children: ComponentChildren; title?: string }): VNode {
  return element('vscode-tag', title === undefined ? null : { title }, children)
}

function element(name: string, props: object | null, ...children: ComponentChildren[]): VNode {
  return createElement<object>(name, props, ...children)
}
