import { describe, expect, it } from 'vitest';
import { detectSystem, installAdvice } from '../../scripts/setup/advice.mjs';

describe('The system is recognised', () => {
  it.each([
    ['debian', 'ID=debian\nVERSION_ID="12"\n'],
    ['debian', 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n'],
    ['debian', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'],
    ['fedora', 'ID=fedora\n'],
    ['fedora', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n'],
    ['linux', 'ID=arch\n'],
    ['linux', ''],
  ])('as %s by %j', (system, osRelease) => {
    expect(detectSystem('linux', osRelease)).toBe(system);
  });

  it('as macOS and Windows by the platform', () => {
    expect([detectSystem('darwin', ''), detectSystem('win32', '')]).toEqual(['macos', 'windows']);
  });
});

describe('Every missing tool has advice on every system', () => {
  it.each(['python', 'venv', 'npm', 'compiler'] as const)('%s', (tool) => {
    for (const system of ['debian', 'fedora', 'macos', 'windows', 'linux'] as const) {
      expect(installAdvice(tool, system)).toMatch(/^To get it[:,] .{10,}/);
    }
  });
});
