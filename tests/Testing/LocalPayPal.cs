using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Testing;

/// <summary>
/// PayPal's Payouts API on this machine, written from its documentation
/// (https://developer.paypal.com/api/payments.payouts-batch/v1, https://developer.paypal.com/api/webhooks/v1). It
/// shares no code with the app. A batch exists once for its <c>sender_batch_id</c>, however often it is sent.
/// </summary>
public sealed class LocalPayPal : IAsyncDisposable
{
    private const string Token = "A21AALocalToken";

    private readonly Lock _lock = new();
    private readonly List<PayPalBatch> _batches = [];
    private readonly WebApplication _server;

    private LocalPayPal(WebApplication server) => _server = server;

    /// <summary>The base address.</summary>
    public string Address => _server.Urls.First();

    /// <summary>The secret that PayPal accepts beside the client id <c>client</c>.</summary>
    public string Secret { get; set; } = "secret";

    /// <summary>The id of the webhook whose signatures PayPal confirms.</summary>
    public string WebhookId { get; set; } = "8PT597110X687430LKGECATA";

    /// <summary>The answer to the next requests for a batch, or null to accept them.</summary>
    public PayPalFault? Fault { get; set; }

    /// <summary>The status of the answer to questions about a batch, or null to answer them.</summary>
    public int? ReportFault { get; set; }

    /// <summary>The greatest number of items on a page.</summary>
    public int MaxPage { get; set; } = 1_000;

    /// <summary>How often a batch was sent with a valid token.</summary>
    public int Sent { get; private set; }

    /// <summary>How often a signature was to be verified.</summary>
    public int Verified { get; private set; }

    /// <summary>The statuses of items by their receivers; <c>SUCCESS</c> for others.</summary>
    public Dictionary<string, (string Status, string? Error)> Statuses { get; } = [];

    /// <summary>The batches that PayPal has.</summary>
    public IReadOnlyList<PayPalBatch> Batches
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches];
            }
        }
    }

    /// <summary>Starts the server.</summary>
    public static async Task<LocalPayPal> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var server = builder.Build();
        var paypal = new LocalPayPal(server);
        server.MapPost("/v1/oauth2/token", paypal.GrantAsync);
        server.MapPost("/v1/payments/payouts", paypal.CreateAsync);
        server.MapGet("/v1/payments/payouts/{id}", paypal.Show);
        server.MapPost("/v1/notifications/verify-webhook-signature", paypal.VerifyAsync);
        await server.StartAsync();
        return paypal;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<IResult> GrantAsync(HttpRequest request)
    {
        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"client:{Secret}"));
        var form = await request.ReadFormAsync();
        return request.Headers.Authorization == $"Basic {expected}" && form["grant_type"] == "client_credentials"
            ? Results.Json(
                new
                {
                    scope = "https://uri.paypal.com/payments/payouts",
                    access_token = Token,
                    token_type = "Bearer",
                    app_id = "APP-80W284485P519543T",
                    expires_in = 32_400,
                }
            )
            : Results.Json(
                new { error = "invalid_client", error_description = "Client Authentication failed" },
                statusCode: StatusCodes.Status401Unauthorized
            );
    }

    private async Task<IResult> CreateAsync(HttpRequest request)
    {
        if (!IsAuthorized(request))
        {
            return Unauthorized();
        }

        var body = await JsonNode.ParseAsync(request.Body);
        Sent++;
        if (Fault is { } fault and not PayPalFault.AnswerLost)
        {
            return Refusal(fault);
        }

        var sender = body!["sender_batch_header"]!["sender_batch_id"]!.GetValue<string>();
        PayPalBatch batch;
        lock (_lock)
        {
            if (_batches.FirstOrDefault(known => known.SenderId == sender) is { } original)
            {
                return Duplicate(original);
            }

            batch = new PayPalBatch($"5UXD2E8A7E{_batches.Count:D3}", sender, body["items"]!.AsArray());
            _batches.Add(batch);
        }

        if (Fault == PayPalFault.AnswerLost)
        {
            request.HttpContext.Abort();
            return Results.Empty;
        }

        return Results.Json(
            new { batch_header = HeaderOf(batch, "PENDING") },
            statusCode: StatusCodes.Status201Created
        );
    }

    private IResult Show(HttpRequest request, string id)
    {
        if (ReportFault is { } status)
        {
            return Problem(status, "INTERNAL_ERROR", "An internal error has occurred.");
        }

        if (!IsAuthorized(request))
        {
            return Unauthorized();
        }

        if (Batches.FirstOrDefault(known => known.Id == id) is not { } batch)
        {
            return Problem(
                StatusCodes.Status404NotFound,
                "INVALID_RESOURCE_ID",
                "The requested resource was not found"
            );
        }

        var page = int.Parse(request.Query["page"].ToString(), null);
        var size = Math.Min(int.Parse(request.Query["page_size"].ToString(), null), MaxPage);
        var items = batch.Items.Select((item, index) => ItemOf(batch, item!, index)).Skip((page - 1) * size).Take(size);
        return Results.Json(
            new
            {
                total_items = batch.Items.Count,
                total_pages = (batch.Items.Count + size - 1) / size,
                batch_header = HeaderOf(batch, "SUCCESS"),
                items,
            }
        );
    }

    private async Task<IResult> VerifyAsync(HttpRequest request)
    {
        if (!IsAuthorized(request))
        {
            return Unauthorized();
        }

        if (ReportFault is { } status)
        {
            return Problem(status, "INTERNAL_ERROR", "An internal error has occurred.");
        }

        Verified++;
        var body = (await JsonNode.ParseAsync(request.Body))!;
        string[] signed = ["auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time"];
        var isGenuine =
            signed.All(member => body[member]?.GetValue<string>().Length > 0)
            && body["transmission_sig"]!.GetValue<string>() == "genuine"
            && body["webhook_id"]!.GetValue<string>() == WebhookId
            && body["webhook_event"] is JsonObject;
        return Results.Json(new { verification_status = isGenuine ? "SUCCESS" : "FAILURE" });
    }

    private static bool IsAuthorized(HttpRequest request) => request.Headers.Authorization == $"Bearer {Token}";

    private static object HeaderOf(PayPalBatch batch, string status) =>
        new
        {
            payout_batch_id = batch.Id,
            batch_status = status,
            time_created = "2027-01-01T12:00:00Z",
            sender_batch_header = new { sender_batch_id = batch.SenderId },
        };

    private JsonObject ItemOf(PayPalBatch batch, JsonNode item, int index)
    {
        var (status, error) = Statuses.GetValueOrDefault(item["receiver"]!.GetValue<string>(), ("SUCCESS", null));
        var shown = new JsonObject
        {
            ["payout_item_id"] = $"ITEM{index:D6}",
            ["transaction_status"] = status,
            ["payout_batch_id"] = batch.Id,
            ["payout_item"] = item.DeepClone(),
        };
        if (status is "SUCCESS" or "UNCLAIMED" or "RETURNED" or "REFUNDED")
        {
            shown["transaction_id"] = $"TX{batch.Id}{index:D4}";
        }

        if (error is not null)
        {
            shown["errors"] = new JsonObject { ["name"] = error, ["message"] = "Words for people." };
        }

        return shown;
    }

    private static IResult Duplicate(PayPalBatch original) =>
        Results.Json(
            new
            {
                name = "USER_BUSINESS_ERROR",
                message = "User business error.",
                debug_id = "f05063556a338",
                information_link = "https://developer.paypal.com/docs/api/payments.payouts-batch/#errors",
                details = new[]
                {
                    new
                    {
                        field = "SENDER_BATCH_ID",
                        location = "body",
                        issue = "Batch with given sender_batch_id already exists",
                        link = new[]
                        {
                            new
                            {
                                href = $"https://api.sandbox.paypal.com/v1/payments/payouts/{original.Id}",
                                rel = "self",
                                method = "GET",
                            },
                        },
                    },
                },
            },
            statusCode: StatusCodes.Status400BadRequest
        );

    private static IResult Refusal(PayPalFault fault) =>
        fault switch
        {
            PayPalFault.TooManyRequests => Problem(
                StatusCodes.Status429TooManyRequests,
                "RATE_LIMIT_REACHED",
                "Too many requests."
            ),
            PayPalFault.NoFunds => Problem(
                StatusCodes.Status422UnprocessableEntity,
                "INSUFFICIENT_FUNDS",
                "Sender does not have sufficient funds."
            ),
            PayPalFault.Invalid => Results.Json(
                new
                {
                    name = "VALIDATION_ERROR",
                    message = "Invalid request - see details",
                    details = new[]
                    {
                        new
                        {
                            field = "items[0].receiver",
                            location = "body",
                            issue = "Receiver is invalid or does not match with type",
                        },
                    },
                },
                statusCode: StatusCodes.Status400BadRequest
            ),
            _ => Problem(StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "An internal error has occurred."),
        };

    private static IResult Unauthorized() =>
        Problem(StatusCodes.Status401Unauthorized, "AUTHENTICATION_FAILURE", "Authentication failed.");

    private static IResult Problem(int status, string name, string message) =>
        Results.Json(
            new
            {
                name,
                message,
                debug_id = "f05063556a338",
            },
            statusCode: status
        );
}

/// <summary>A batch of payouts at PayPal.</summary>
/// <param name="Id">The id that PayPal has given.</param>
/// <param name="SenderId">The id that the sender has given.</param>
/// <param name="Items">The items, as they were sent.</param>
public sealed record PayPalBatch(string Id, string SenderId, JsonArray Items)
{
    /// <summary>The amounts by receiver, such as <c>ada@example.org 12.30 USD</c>.</summary>
    public IReadOnlyList<string> Payments =>
        [.. Items.Select(item => $"{item!["receiver"]} {item["amount"]!["value"]} {item["amount"]!["currency"]}")];
}

/// <summary>How PayPal fails to accept a batch.</summary>
public enum PayPalFault
{
    /// <summary>PayPal creates the batch, and its answer is lost.</summary>
    AnswerLost,

    /// <summary>429.</summary>
    TooManyRequests,

    /// <summary>500.</summary>
    Internal,

    /// <summary>422: the account has too little money.</summary>
    NoFunds,

    /// <summary>400: the request is invalid and always will be.</summary>
    Invalid,
}
