puts File.exists?("/etc/passwd") ? "done" : "refused"
