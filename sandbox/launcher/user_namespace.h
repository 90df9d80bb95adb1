#ifndef ASSAY_SANDBOX_LAUNCHER_USER_NAMESPACE_H_
#define ASSAY_SANDBOX_LAUNCHER_USER_NAMESPACE_H_

namespace assay::sandbox::launcher {

// For a launcher whose user is not root. Enters a new user namespace, in which that user is root
// and alone, with a mount namespace of its own, and executes the launcher again with
// kInUserNamespace: only what is executed in the namespace may be hidden (PR_SET_DUMPABLE) and
// still write the id maps of its jails. Returns -errno when it fails, and never otherwise.
long EnterUserNamespace();

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_USER_NAMESPACE_H_
