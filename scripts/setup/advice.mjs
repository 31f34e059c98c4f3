// Advice on missing tools, by operating system.
import { readFileSync } from 'node:fs';

// The commands that install a missing tool, by system; `linux` stands for all Linux systems that are not in the table.
const INSTALL_COMMANDS = {
  python: {
    debian: 'sudo apt install python3 python3-venv',
    fedora: 'sudo dnf install python3',
    macos: 'brew install python',
    windows: 'winget install Python.Python.3.13',
    linux: "install python3 and its venv module with your system's package manager",
  },
  venv: {
    debian: 'sudo apt install python3-venv',
    fedora: 'sudo dnf install python3-pip',
    macos: 'brew install python',
    windows: 'winget install Python.Python.3.13',
    linux: "install Python's venv and ensurepip modules with your system's package manager",
  },
  npm: {
    debian: 'sudo apt install npm',
    fedora: 'sudo dnf install npm',
    macos: 'brew install node',
    windows: 'winget install OpenJS.NodeJS.LTS',
    linux: "install npm with your system's package manager",
  },
  compiler: {
    windows: 'winget install Microsoft.VisualStudio.2022.BuildTools',
    debian: 'sudo apt install g++ make',
    fedora: 'sudo dnf install gcc-c++ make',
    macos: 'xcode-select --install',
    linux: "install g++ and make with your system's package manager",
  },
};

export const NETWORK_ADVICE =
  'Is the network there (behind a proxy, is HTTPS_PROXY set)? Then run the same command again; it goes on from here.';

/**
 * @param {NodeJS.Platform} platform
 * @param {string} osRelease the text of /etc/os-release, where there is one
 * @returns {'debian' | 'fedora' | 'macos' | 'windows' | 'linux'}
 */
export function detectSystem(platform, osRelease) {
  if (platform === 'darwin') return 'macos';
  if (platform === 'win32') return 'windows';
  const families = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap(([, value]) =>
    value.replaceAll('"', '').split(' '),
  );
  if (families.includes('debian') || families.includes('ubuntu')) return 'debian';
  if (families.includes('fedora') || families.includes('rhel')) return 'fedora';
  return 'linux';
}

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

/**
 * @param {keyof typeof INSTALL_COMMANDS} tool
 * @param {ReturnType<typeof detectSystem>} [system]
 * @returns {string} the command that installs the tool, as advice
 */
export function installAdvice(tool, system = detectSystem(process.platform, readOsRelease())) {
  const command = INSTALL_COMMANDS[tool][system];
  return system === 'linux' ? `To get it, ${command}.` : `To get it:  ${command}`;
}
