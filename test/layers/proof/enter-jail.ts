// Before the jail: how a program gets into a root folder of its own here, as a user who is not root.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface WayIn {
  readonly name: string;
  /** The command, to which program and parameters are added; it starts in a working directory of the root folder. */
  enter(root: string, workingDirectory: string): readonly string[];
}

const [userId, groupId] = ['993', '990'];

const chroot: WayIn = {
  name: 'chroot',
  enter: (root, workingDirectory) => [
    ...['/usr/bin/unshare', `--root=${root}`, `--wd=${workingDirectory}`],
    ...[`--setgid=${groupId}`, `--setuid=${userId}`],
  ],
};

const userNamespace: WayIn = {
  name: 'user namespace',
  enter: (root, workingDirectory) => [
    ...['/usr/bin/unshare', '--user', `--map-user=${userId}`, `--map-group=${groupId}`],
    ...[`--root=${root}`, `--wd=${workingDirectory}`],
  ],
};

const bubblewrap: WayIn = {
  name: 'bubblewrap',
  enter: (root, workingDirectory) => [
    ...['/usr/bin/bwrap', '--unshare-user', '--uid', userId, '--gid', groupId, '--die-with-parent'],
    ...['--ro-bind', root, '/', '--bind', `${root}/tmp`, '/tmp', '--chdir', workingDirectory],
  ],
};

/** The first that works here: chroot needs root, the others a kernel that lets users make namespaces. */
export async function findWayIn(): Promise<WayIn | undefined> {
  for (const way of [chroot, userNamespace, bubblewrap]) {
    const [program = '', ...parameters] = [...way.enter('/', '/'), '/bin/true'];
    const works = await run(program, parameters).then(
      () => true,
      () => false,
    );
    if (works) return way;
  }
  return undefined;
}
