#include "judge/cli/command_line.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using Arguments = std::vector<std::string>;

TEST(CommandLineTest, FindsTheCommand) {
  const struct {
    Arguments arguments;
    size_t place;
  } kCases[] = {
      {{}, 0},
      {{"submit", "a.c"}, 0},
      {{"--server", "run", "submit"}, 2},
      {{"--server=run", "submit"}, 1},
      {{"--tls", "submit", "--server", "x"}, 1},
      {{"--server"}, 1},
      {{"--tls", "--server"}, 2},
      {{"--help"}, 1},
      {{"--", "run"}, 0},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(FindCommand(c.arguments), c.place) << absl::StrJoin(c.arguments, " ");
  }
}

TEST(CommandLineTest, TakesTheProgramOfRunAlone) {
  const struct {
    Arguments arguments;
    Arguments rest;
    Arguments program;
  } kCases[] = {
      {{"run", "--", "a", "--", "b"}, {"run"}, {"a", "--", "b"}},
      {{"--server", "x", "run", "--proc", "--", "a"}, {"--server", "x", "run", "--proc"}, {"a"}},
      {{"run", "a"}, {"run", "a"}, {}},
      {{"run", "--"}, {"run"}, {}},
      {{"submit", "--", "-a.c"}, {"submit", "--", "-a.c"}, {}},
      {{"--server", "run", "submit", "--", "a"}, {"--server", "run", "submit", "--", "a"}, {}},
  };
  for (const auto& c : kCases) {
    Arguments rest = c.arguments;
    EXPECT_EQ(TakeProgram(&rest), c.program) << absl::StrJoin(c.arguments, " ");
    EXPECT_EQ(rest, c.rest) << absl::StrJoin(c.arguments, " ");
  }
}

// What was told to each action, by name.
struct Told {
  std::string command;
  ServerFlags server;
};

int RunWith(Arguments arguments, Told* told) {
  arguments.insert(arguments.begin(), "sandbox_cli");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const auto as = [told](const char* name) {
    return [told, name](const ServerFlags& server, const auto&) {
      *told = {name, server};
      return 0;
    };
  };
  return RunCommandLine(static_cast<int>(arguments.size()), argv.data(),
                        {.submit = as("submit"),
                         .run = as("run"),
                         .batch = as("batch"),
                         .languages = as("languages"),
                         .doctor = as("doctor"),
                         .problem = as("problem"),
                         .submissions = as("submissions"),
                         .add_local = [told](CLI::App* app, std::function<int()>* action) {
                           app->add_subcommand("bench")->callback([=] {
                             *action = [=] {
                               told->command = "bench";
                               return 0;
                             };
                           });
                         }});
}

TEST(CommandLineTest, ServerMayStandBeforeAndAfterTheCommand) {
  for (const Arguments& arguments : std::vector<Arguments>{
           {"--server", "unix:s", "submit", "a.c"},
           {"submit", "--server", "unix:s", "a.c"},
           {"submit", "a.c", "--server=unix:s"},
           {"run", "--server", "unix:s", "--", "true"},
           {"--server", "unix:s", "run", "--", "true", "--server", "other"},
           {"languages", "--server", "unix:s"},
           {"doctor", "--server", "unix:s", "--format", "json"},
           {"problem", "--server", "unix:s", "list"},
           {"problem", "put", "p", "--id", "i", "--server", "unix:s"},
           {"submissions", "show", "x", "--server", "unix:s"},
           {"submissions", "rejudge", "x", "y", "--server", "unix:s"},
       }) {
    Told told;
    EXPECT_EQ(RunWith(arguments, &told), 0) << absl::StrJoin(arguments, " ");
    EXPECT_EQ(told.server.address, "unix:s") << absl::StrJoin(arguments, " ");
  }
}

TEST(CommandLineTest, TakesTheServerFromTheEnvironment) {
  setenv("ASSAY_SERVER", "unix:env", 1);
  setenv("ASSAY_TOKEN_FILE", "token", 1);
  Told told;
  EXPECT_EQ(RunWith({"languages"}, &told), 0);
  EXPECT_EQ(told.server.address, "unix:env");
  EXPECT_EQ(told.server.token_file, "token");
  EXPECT_EQ(RunWith({"languages", "--server", "unix:flag", "--token-file", "mine"}, &told), 0);
  EXPECT_EQ(told.server.address, "unix:flag");
  EXPECT_EQ(told.server.token_file, "mine");
  EXPECT_EQ(RunWith({"languages", "--server", ""}, &told), 0);
  EXPECT_EQ(told.server.address, "");
  EXPECT_EQ(RunWith({"bench"}, &told), 0);
  EXPECT_EQ(told.command, "bench");
  unsetenv("ASSAY_SERVER");
  unsetenv("ASSAY_TOKEN_FILE");
}

TEST(CommandLineTest, RefusesWhatDoesNotGoTogether) {
  for (const Arguments& arguments : std::vector<Arguments>{
           {},
           {"nonsense"},
           {"--server", "unix:s", "nonsense"},
           {"--server", "unix:s", "bench"},
           {"bench", "--server", "unix:s"},
           {"languages", "--tls"},
           {"languages", "--token-file", "t"},
           {"languages", "--server", "h:1", "--tls-cert", "c"},
           {"languages", "--server", "h:1", "--tls-key", "k"},
           {"languages", "--server", "h:1", "--retry-for", "x"},
           {"languages", "--server", "h:1", "--retry-for", "25h"},
           {"problem", "--server", "unix:s"},
           {"problem", "put", "p"},
           {"submissions", "list", "--verdict", "fine"},
           {"submissions", "list", "--verdict", "unspecified"},
           {"submissions", "show", "x", "y"},
           {"submissions", "rejudge", "x", "--problem-id", "p"},
           {"submit", "a.c", "--problem-id", "p", "--tests", "t"},
       }) {
    Told told;
    EXPECT_EQ(RunWith(arguments, &told), 2) << absl::StrJoin(arguments, " ");
    EXPECT_EQ(told.command, "") << absl::StrJoin(arguments, " ");
  }
}

}  // namespace
}  // namespace assay::judge
