// Walks a Heimdall link's life by java.net.http; the first argument is a secret id.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Walk {
  static final String BASE = "https://sandbox.belvo.com";
  static final HttpClient CLIENT = HttpClient.newHttpClient();
  static String keys;

  static String ask(String method, String url, int wanted, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url))
        .header("Authorization", "Basic " + keys).header("Content-Type", "application/json")
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
        .build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    must(answer.statusCode() == wanted, answer.statusCode() + " " + answer.body());
    return answer.body();
  }

  static String field(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return found.find() ? found.group(1) : null;
  }

  static void must(boolean fact, String said) {
    if (!fact) throw new AssertionError(said);
  }

  public static void main(String[] args) throws Exception {
    keys = Base64.getEncoder().encodeToString((args[0] + ":password").getBytes());
    String link = field(ask("POST", BASE + "/api/links/", 201, "{\"institution\": \"heimdall_mx_retail\", "
        + "\"username\": \"user_valid\", \"password\": \"pass_valid\"}"), "id");
    String refused = ask("POST", BASE + "/api/accounts/", 428, "{\"link\": \"" + link + "\"}");
    String waiting = ask("GET", BASE + "/api/links/?status=token_required", 200, null);
    must(waiting.contains(link), waiting);
    String healed = ask("PATCH", BASE + "/api/links/", 200, "{\"session\": \"" + field(refused, "session")
        + "\", \"link\": \"" + link + "\", \"token\": \"111111\"}");
    must("valid".equals(field(healed, "status")), healed);
    int walked = 0;
    for (String next = BASE + "/api/institutions/?page_size=7"; next != null;) {
      must(next.startsWith(BASE + "/"), next);
      String page = ask("GET", next, 200, null);
      walked += page.split("\"display_name\"", -1).length - 1;
      next = field(page, "next");
    }
    System.out.println("walked " + walked + " institutions");
  }
}
