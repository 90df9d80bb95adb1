#ifndef ASSAY_JUDGE_CLI_EXEC_REMOTE_H_
#define ASSAY_JUDGE_CLI_EXEC_REMOTE_H_

namespace assay::judge {

// Becomes the program sandbox_remote, which is in the folder of this one's, with the same
// arguments. Returns only when it can't be executed: the exit code, after an error that says why.
// Call before the process has threads.
int ExecRemote(char** argv);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_EXEC_REMOTE_H_
