// prompt(), as browsers and Deno have it.
import type { InputRequests } from './input-requests';

interface PromptOptions {
  /** True where the answer stays hidden while it is typed. */
  readonly password?: boolean;
}

/** Defines the global function: it asks in the front end's input box and gives the answer, or where that is empty the default. */
export function installPrompt(inputRequests: InputRequests): void {
  const prompt = (
    message = '',
    preset: string | null = '',
    { password = false }: PromptOptions = {},
  ): string => {
    const words = preset ? `${message} [${preset}]` : message;
    const answer = inputRequests.askAndWait('prompt()', {
      prompt: words === '' ? '' : `${words} `,
      password,
    });
    return answer === '' ? (preset ?? '') : answer;
  };
  Object.defineProperty(globalThis, 'prompt', { value: prompt, writable: true, configurable: true });
}
