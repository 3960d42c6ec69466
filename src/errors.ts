/** An error that is meant for people: its message says what happened, then what to do, and is shown as it is. */
export class HumanError extends Error {}
