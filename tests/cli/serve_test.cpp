#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

#include "cli/running_server.h"
#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;

TEST_CASE("the company's model through the API of p8 serve gives the same scores.csv, byte for byte" * needs_shared()) {
  const auto model = shared_file("data/existing_model/existing_model.txt");
  const TemporaryDirectory directory;
  // One client has no value at all: with --missing-as skip nothing would be sent for it, which the API refuses.
  std::string rows = read(shared_file("golden/scoring/existing_clients.csv"));
  const std::size_t empty = rows.find("\n900027,");
  REQUIRE(empty != std::string::npos);
  rows.erase(empty, rows.find('\n', empty + 1) - empty);
  const std::string clients = directory.write("clients.csv", rows);
  RunningServer server({"--model", model, "--data", clients, "--id", "SK_ID_CURR"});
  const auto score = [&](const std::string& with, const std::string& out) {
    const Outcome run = run_p8({"score", "--model", with, "--data", clients, "--id", "SK_ID_CURR", "--missing-as",
                                "skip", "--api-cache", directory.file("cache"), "--out", directory.file(out)});
    REQUIRE_MESSAGE(run.exit_code == 0, run.error);
    return read(directory.file(out + "/scores.csv"));
  };
  const std::string direct = score(model, "direct");
  CHECK(score(server.address() + "predict", "api") == direct);
  CHECK(server.stop() == 0);
  CHECK(score(server.address() + "predict", "again") == direct);  // from the cache: nobody is there
  const Outcome run = run_p8({"explain", "--model", server.address() + "predict", "--data", clients, "--id",
                              "SK_ID_CURR", "--missing-as", "skip", "--api-cache", directory.file("cache"), "--client",
                              "900001", "--out", directory.file("explained")});
  CHECK_MESSAGE(run.exit_code == 0, run.error);
  CHECK(std::filesystem::exists(directory.file("explained/contributions.csv")));
}

TEST_CASE("an API that has other features than the file is told, not guessed at") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", "id,age\n1,20\n2,40\n");
  RunningServer server({"--model", trained_model(), "--data", kGermanCredit});
  const Outcome run = run_p8({"score", "--model", server.address() + "predict?shap=0", "--reasons", "0", "--data",
                              clients, "--id", "id", "--out", directory.file("out")});
  CHECK(run.exit_code == 4);
  CHECK(contains(run.error, "its features are not the 1 columns sent"));
}

TEST_CASE("a client without a value stands in errors.csv, and the run goes on" * needs_shared()) {
  const auto model = shared_file("data/existing_model/existing_model.txt");
  const std::string all = read(shared_file("golden/scoring/existing_clients.csv"));
  const TemporaryDirectory directory;
  // The header, the first client with a 0 in each gap, and the second as it is.
  const std::size_t first = all.find('\n') + 1;
  const std::size_t second = all.find('\n', first) + 1;
  std::string filled = all.substr(first, second - first - 1);
  for (std::size_t gap = filled.find(",,"); gap != std::string::npos; gap = filled.find(",,"))
    filled.insert(gap + 1, "0");
  if (filled.back() == ',') filled += '0';
  const std::string gaps = all.substr(second, all.find('\n', second) - second + 1);
  REQUIRE(contains(gaps, ",,"));
  const std::string clients = directory.write("clients.csv", all.substr(0, first) + filled + "\n" + gaps);
  RunningServer server({"--model", model, "--data", clients, "--id", "SK_ID_CURR"});
  const Outcome run = run_p8({"score", "--model", server.address() + "predict", "--data", clients, "--id", "SK_ID_CURR",
                              "--out", directory.file("out")});
  CHECK_MESSAGE(run.exit_code == 0, run.error);
  CHECK(contains(read(directory.file("out/scores.csv")), "\n" + filled.substr(0, filled.find(',') + 1)));
  CHECK(contains(read(directory.file("out/errors.csv")),
                 "row,id,column,value,reason\n3," + gaps.substr(0, gaps.find(',')) + ",,,no value in column "));
}

TEST_CASE("an API on another machine needs encryption, and a token comes from the environment only") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", "id,age\n1,20\n");
  const std::vector<std::string> rest = {"--data", clients, "--id", "id", "--out", directory.file("out")};
  const auto score = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "score");
    words.insert(words.end(), rest.begin(), rest.end());
    return run_p8(words);
  };
  const Outcome plain = score({"--model", "http://scoring.example/predict"});
  CHECK(plain.exit_code == 2);
  CHECK(contains(plain.error, "would send clients unencrypted to scoring.example"));
  const Outcome token = score({"--model", "https://localhost/predict", "--token-env", "P8_NO_SUCH_VARIABLE"});
  CHECK(token.exit_code == 2);
  CHECK(contains(token.error, "no environment variable of that name is set, or it is empty"));
  CHECK(!contains(token.error, "P8_NO_SUCH_VARIABLE"));  // it may be the token itself, typed by mistake
  const Outcome text = score({"--model", "http://127.0.0.1:1/predict", "--leave-out", "nothing"});
  CHECK(text.exit_code == 3);
}

TEST_CASE("a column of text is refused by name when it would be sent to an API") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", "id,age,job\n1,20,clerk\n");
  const Outcome run = run_p8({"score", "--model", "http://127.0.0.1:1/predict", "--data", clients, "--id", "id",
                              "--out", directory.file("out")});
  CHECK(run.exit_code == 3);
  CHECK(contains(run.error, "job"));
}

TEST_CASE("p8 serve does not open itself to other machines without a token") {
  const TemporaryDirectory directory;
  const Outcome open =
      run_p8({"serve", "--model", trained_model(), "--data", kGermanCredit, "--host", "0.0.0.0", "--port", "0"});
  CHECK(open.exit_code == 2);
  CHECK(contains(open.error, "--token-file"));
  const Outcome weak = run_p8({"serve", "--model", trained_model(), "--data", kGermanCredit, "--token-file",
                               directory.write("token", "short\n"), "--port", "0"});
  CHECK(weak.exit_code == 2);
  CHECK(contains(weak.error, "at least 16"));
}

TEST_CASE("the access log is opened anew at SIGHUP, for who rotates logs") {
  const TemporaryDirectory directory;
  const std::string log = directory.file("access.log");
  RunningServer server({"--model", trained_model(), "--data", kGermanCredit, "--quiet", "--access-log", log});
  const auto ask_until = [&](const std::string& file) {
    return run_shell("for i in $(seq 100); do curl -s " + server.address() + "healthz >" + directory.file("answer") +
                     "; test -s " + file + " && break; sleep 0.1; done; cat " + file)
        .out;
  };
  CHECK(contains(ask_until(log), " GET /healthz 200 "));
  std::filesystem::rename(log, directory.file("access.log.1"));
  server.signal(SIGHUP);
  CHECK(contains(ask_until(log), " GET /healthz 200 "));
  CHECK(server.stop() == 0);
}

TEST_CASE("SIGHUP reads model and data again, a broken file leaves the old ones, SIGTERM ends with 0") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", read(kGermanCredit));
  RunningServer server({"--model", trained_model(), "--data", clients, "--quiet"});
  const auto clients_after = [&](const std::string& result) {
    server.signal(SIGHUP);
    return run_shell("for i in $(seq 100); do m=$(curl -s " + server.address() + "metrics); grep -q '" + result +
                     "' <<< \"$m\" && break; sleep 0.1; done; grep ^p8_clients <<< \"$m\"")
        .out;
  };
  const std::string all = read(clients);
  directory.write("clients.csv", all.substr(0, all.find("\n101,") + 1));
  CHECK(clients_after("succeeded\"} 1") == "p8_clients 100\n");
  directory.write("clients.csv", "nothing\n");
  CHECK(clients_after("failed\"} 1") == "p8_clients 100\n");
  CHECK(server.stop() == 0);
}

TEST_CASE("a pipe in the place of the data is not waited for at SIGHUP, and the access log is opened anew") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", read(kGermanCredit));
  const std::string log = directory.file("access.log");
  RunningServer server({"--model", trained_model(), "--data", clients, "--quiet", "--access-log", log});
  const auto metrics_with = [&](const std::string& result) {
    return run_shell("for i in $(seq 100); do m=$(curl -s " + server.address() + "metrics); grep -q '" + result +
                     "' <<< \"$m\" && break; sleep 0.1; done; grep p8_reloads <<< \"$m\"")
        .out;
  };
  std::filesystem::rename(log, directory.file("access.log.1"));
  REQUIRE(run_shell("rm " + clients + " && mkfifo " + clients).exit_code == 0);
  server.signal(SIGHUP);
  CHECK(contains(metrics_with("failed\"} 1"), "failed\"} 1"));
  CHECK(contains(read(log), " GET /metrics 200 "));
  std::filesystem::remove(clients);
  directory.write("clients.csv", read(kGermanCredit));
  server.signal(SIGHUP);
  CHECK(contains(metrics_with("succeeded\"} 1"), "succeeded\"} 1"));
  CHECK(server.stop() == 0);
}

TEST_CASE("a reload that hangs keeps neither the access log from being opened anew nor the server from its end") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("catalogue"));
  const std::string facts = directory.write("catalogue/columns.toml", "");
  const std::string log = directory.file("access.log");
  RunningServer server({"--model", trained_model(), "--data", kGermanCredit, "--catalogue", directory.file("catalogue"),
                        "--quiet", "--access-log", log});
  REQUIRE(run_shell("rm " + facts + " && mkfifo " + facts).exit_code == 0);
  for (const char* rotated : {"access.log.1", "access.log.2"}) {  // the second one while the reload hangs
    std::filesystem::rename(log, directory.file(rotated));
    server.signal(SIGHUP);
    CHECK(run_shell("for i in $(seq 100); do curl -s " + server.address() + "healthz; test -s " + log +
                    " && exit 0; sleep 0.1; done; exit 1")
              .exit_code == 0);
  }
  server.signal(SIGTERM);
  CHECK(run_shell("for i in $(seq 100); do curl -s " + server.address() + "healthz || exit 0; sleep 0.1; done; exit 1")
            .exit_code == 0);
  const std::string give_up = "sleep 15; echo >" + facts;  // else the test would hang with the server
  REQUIRE(run_shell("(" + give_up + ") >/dev/null 2>&1 &").exit_code == 0);
  const auto start = std::chrono::steady_clock::now();
  CHECK(server.stop() == 0);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("SIGHUP before the server is in service does not end it") {
  const TemporaryDirectory directory;
  const std::string token = directory.file("token");
  // The server waits for its token; that the pipe can be opened to write tells that it does.
  const Outcome run =
      run_shell("cd " + directory.path() + "; mkfifo token; $P8 serve --model " + trained_model() + " --data " +
                kGermanCredit + " --port 0 --token-file " + token + " >out 2>error & p=$!; exec 3>" + token +
                "; kill -HUP $p; sleep 0.3; echo 0123456789abcdef >&3; exec 3>&-; "
                "for i in $(seq 300); do grep -q Serving out && break; kill -0 $p || break; sleep 0.1; "
                "done; kill -TERM $p; wait $p; echo rc $?");
  CHECK_MESSAGE(contains(run.out, "rc 0"), run.out, run.error);
}

TEST_CASE("the access log is none of the server's own inputs, under whatever name") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", read(kGermanCredit));
  const std::string bundle = directory.file("bundle");
  std::filesystem::copy(trained_model(), bundle);
  std::filesystem::create_symlink(clients, directory.file("symlink"));
  std::filesystem::create_hard_link(clients, directory.file("hardlink"));
  std::filesystem::create_hard_link(bundle + "/bundle.json", directory.file("card"));
  std::filesystem::create_directory_symlink(bundle, directory.file("model"));
  const std::string card = read(bundle + "/bundle.json");
  for (const std::string& log :
       {clients, directory.file("symlink"), directory.file("hardlink"), directory.file("bundle/../clients.csv"),
        bundle + "/bundle.json", directory.file("card"), bundle + "/new.log", directory.file("model/new.log")}) {
    const Outcome run =
        run_shell("timeout 20 $P8 serve --model " + bundle + " --data " + clients + " --port 0 --access-log " + log);
    CHECK_MESSAGE(run.exit_code == 5, log, " ", run.error);
    CHECK(contains(run.error, "--access-log: " + log + " is a file of --"));
  }
  CHECK(read(clients) == read(kGermanCredit));
  CHECK(read(bundle + "/bundle.json") == card);
  CHECK(!std::filesystem::exists(bundle + "/new.log"));
}

TEST_CASE("the key of an address that is none, or lacks its scheme, is not shown") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", "id,age\n1,20\n");
  for (const char* model : {"127.0.0.1:1/x?SECRETQ", "http:/h/x?SECRETQ", "api.example/x?key=SECRETQ"}) {
    const Outcome run =
        run_p8({"score", "--model", model, "--data", clients, "--id", "id", "--out", directory.file("out")});
    CHECK(run.exit_code == 4);
    CHECK_MESSAGE(!contains(run.error, "SECRETQ"), run.error);
    CHECK(contains(run.error, "/x?…"));
  }
}

TEST_CASE("SIGHUP with a bundle nested without end leaves the old model in service") {
  const TemporaryDirectory directory;
  const std::string bundle = directory.file("bundle");
  std::filesystem::copy(trained_model(), bundle);
  RunningServer server({"--model", bundle, "--data", kGermanCredit, "--quiet"});
  std::string card = read(bundle + "/bundle.json");
  const std::string field = "\"features\": ";
  card.insert(card.find(field) + field.size(), std::string(200'000, '[') + std::string(200'000, ']') + ", \"x\": ");
  directory.write("bundle/bundle.json", card);
  server.signal(SIGHUP);
  CHECK(
      run_shell(
          "for i in $(seq 100); do m=$(curl -s " + server.address() +
          "metrics) || break; grep -q 'failed\"} 1' <<< \"$m\" && break; sleep 0.1; done; grep ^p8_clients <<< \"$m\"")
          .out == "p8_clients 1000\n");
  CHECK(server.stop() == 0);
}
