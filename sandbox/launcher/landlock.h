#ifndef ASSAY_SANDBOX_LAUNCHER_LANDLOCK_H_
#define ASSAY_SANDBOX_LAUNCHER_LANDLOCK_H_

namespace assay::sandbox::launcher {

// The version of the kernel's Landlock, 0 where it has none, or -errno.
long LandlockVersion();

// A second fence on the file system, for the calling process and its descendants: files may be read
// and executed anywhere in the root, changed only below /work (everywhere when `writable_root`,
// for roots with writable binds), devices can't be made; on kernels that know them, no TCP, unless
// the jail has a `network`, and no abstract sockets or signals out of the jail. `version` is what
// LandlockVersion() returned; does nothing at 0. Needs no_new_privs. Returns 0 or -errno. Source:
// Documentation/userspace-api/landlock.rst.
long RestrictAccess(long version, bool writable_root, bool network);

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_LANDLOCK_H_
