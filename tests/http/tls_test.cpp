#include <doctest/doctest.h>

#include "http/failing_api.h"
#include "p8/http/http_client.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::serve;
using p8::test::FailingApi;
using p8::test::Outcome;
using p8::test::run_p8;
using p8::test::run_shell;
using p8::test::TemporaryDirectory;

namespace {

const std::string kToken = "secret-of-the-test-0123456789";
const std::string kBody = R"({"features":{"a":1.0,"b":0.0}})";

using p8::test::contains;

/// As it stands in a certificate. Not localhost: a machine without /etc/hosts does not know that name.
const std::string kOwnName = "IP:127.0.0.1";

/// An authority of the test's own, with a certificate for one name, and another authority.
class Certificates {
 public:
  /// @param name  "DNS:host" or "IP:address".
  explicit Certificates(const std::string& name) {
    const Outcome made =
        run_shell("set -e; cd " + directory_.path() +
                  "; for ca in ca other; do openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$ca"
                  " -keyout $ca.key -out $ca.pem; done"
                  "; openssl req -newkey rsa:2048 -nodes -subj /CN=server"
                  " -keyout server.key -out server.csr"
                  "; openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem"
                  " -extfile <(echo subjectAltName=" +
                  name + ")");
    REQUIRE_MESSAGE(made.exit_code == 0, made.error);
  }

  std::string authority() const { return directory_.file("ca.pem"); }
  std::string other_authority() const { return directory_.file("other.pem"); }
  FailingApi::Options options() const {
    FailingApi::Options options;
    options.fails = false;
    options.certificate = directory_.file("server.pem");
    options.key = directory_.file("server.key");
    return options;
  }

 private:
  TemporaryDirectory directory_;
};

HttpClientResponse post(const FailingApi& api, const std::string& ca_file, const std::string& token = {}) {
  HttpOptions options;
  options.ca_file = ca_file;
  options.token = token;
  return HttpClient(parse_url(api.address()), options).post(kBody);
}

}  // namespace

TEST_CASE("a server over TLS is believed with the authority of its certificate, and with no other") {
  const Certificates certificates(kOwnName);
  const FailingApi api(certificates.options());
  const HttpClientResponse trusted = post(api, certificates.authority());
  CHECK(trusted.status == 200);
  CHECK(contains(trusted.body, "probability"));
  for (const std::string& ca_file : {certificates.other_authority(), std::string()}) {
    const HttpClientResponse refused = post(api, ca_file);
    CHECK(refused.status == 0);
    CHECK(refused.is_final);
    CHECK(refused.failure.en == "the server's certificate is not trusted");
  }
  CHECK(api.requests() == 1);  // nothing of a client went to the server that is not trusted
}

TEST_CASE("a certificate for another name is refused, although its authority is trusted") {
  const Certificates certificates("DNS:scoring.example");
  const FailingApi api(certificates.options());  // answers as 127.0.0.1
  const HttpClientResponse refused = post(api, certificates.authority());
  CHECK(refused.status == 0);
  CHECK(refused.is_final);
  CHECK(api.requests() == 0);
}

TEST_CASE("a file of certificates that holds none is told before anything is sent") {
  const Certificates certificates(kOwnName);
  const FailingApi api(certificates.options());
  const TemporaryDirectory directory;
  CHECK(test::kind_of([&] { post(api, directory.file("missing.pem")); }) == static_cast<int>(ErrorKind::Model));
  const HttpClientResponse empty = post(api, directory.write("empty.pem", "none\n"));
  CHECK(empty.status == 0);
  CHECK(empty.is_final);
  CHECK(api.requests() == 0);
}

TEST_CASE("p8 score asks an API over TLS, with the token of the environment, which stands in no file") {
  const Certificates certificates(kOwnName);
  FailingApi::Options options = certificates.options();
  options.token = kToken;
  const FailingApi api(options);
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", "id,a,b\n1,3,1\n2,0,2\n");
  const auto score = [&](const std::string& ca_file, const std::vector<std::string>& words, const std::string& token) {
    std::vector<std::string> all = {"score", "--model", api.address(),         "--data",  clients,     "--id",
                                    "id",    "--out",   directory.file("out"), "--force", "--ca-file", ca_file};
    all.insert(all.end(), words.begin(), words.end());
    return run_p8(all, {}, {"P8_TEST_TOKEN=" + token});
  };
  const Outcome good = score(certificates.authority(), {"--token-env", "P8_TEST_TOKEN"}, kToken);
  CHECK_MESSAGE(good.exit_code == 0, good.error);
  CHECK(contains(test::read(directory.file("out/scores.csv")), "\n2,"));
  CHECK(!contains(test::read(directory.file("out/run.json")), kToken));
  CHECK(score(certificates.authority(), {}, kToken).exit_code == 4);                                 // 401
  CHECK(score(certificates.authority(), {"--token-env", "P8_TEST_TOKEN"}, "wrong").exit_code == 4);  // 401
  CHECK(score(certificates.authority(), {"--token", kToken}, kToken).exit_code ==
        2);  // would stand in the process list
  const std::size_t before = api.requests();
  const Outcome untrusted = score(certificates.other_authority(), {"--token-env", "P8_TEST_TOKEN"}, kToken);
  CHECK(untrusted.exit_code == 4);
  CHECK(contains(untrusted.error, "certificate"));
  CHECK(api.requests() == before);
}
