// The values of options that are one of a few words.

/** The formats of a report. */
export const FORMATS = ['text', 'json', 'sarif'] as const;

/** The least severity of a finding that makes the command fail. */
export const FAIL_ON = ['error', 'warning', 'never'] as const;
