using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Testing;

/// <summary>
/// Stripe's promotion codes on this machine, written from its documentation
/// (https://docs.stripe.com/api/promotion_codes, https://docs.stripe.com/api/errors,
/// https://docs.stripe.com/api/idempotent_requests). It shares no code with the app.
/// </summary>
public sealed class LocalStripe : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IResult> _byIdempotencyKey = [];
    private readonly WebApplication _server;

    private LocalStripe(WebApplication server) => _server = server;

    /// <summary>The base address.</summary>
    public string Address => _server.Urls.First();

    /// <summary>The key that Stripe accepts.</summary>
    public string Key { get; set; } = "rk_test_1";

    /// <summary>The coupons of the account.</summary>
    public HashSet<string> Coupons { get; } = ["TEN_OFF"];

    /// <summary>The promotion codes, in the order of their creation.</summary>
    public IList<StripeCode> Codes { get; } = [];

    /// <summary>The status of the next answers, after the code was created; null for the usual ones.</summary>
    public int? LostAnswer { get; set; }

    /// <summary>The status of the next answers, in place of creating the code; null for the usual ones.</summary>
    public int? Fault { get; set; }

    /// <summary>The text of lists of codes, as a proxy answers; null for the usual ones.</summary>
    public string? ListText { get; set; }

    /// <summary>Runs before a code is created, as another request at the same time does.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>Forgets the idempotency keys, as Stripe does after a day.</summary>
    public void ForgetKeys() => _byIdempotencyKey.Clear();

    /// <summary>Starts the server.</summary>
    public static async Task<LocalStripe> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var stripe = new LocalStripe(server);
        server.MapPost("/v1/promotion_codes", stripe.CreateAsync);
        server.MapPost("/v1/promotion_codes/{id}", stripe.UpdateAsync);
        server.MapGet("/v1/promotion_codes", stripe.List);
        await server.StartAsync();
        return stripe;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<IResult> CreateAsync(HttpRequest request)
    {
        if (Refused(request) is { } refused)
        {
            return refused;
        }

        if (Meanwhile is { } meanwhile)
        {
            await meanwhile();
        }

        var form = await request.ReadFormAsync();
        var (code, coupon) = (form["code"].ToString(), form["promotion[coupon]"].ToString());
        lock (_lock)
        {
            var key = request.Headers["Idempotency-Key"].ToString();
            return _byIdempotencyKey.TryGetValue(key, out var earlier)
                ? earlier
                : _byIdempotencyKey[key] = Create(form, code, coupon);
        }
    }

    // Each answer is kept as it was, whether it is a success or an error, and is given again under the same key.
    private IResult Create(IFormCollection form, string code, string coupon)
    {
        if (Fault is { } fault)
        {
            return Error(fault, "An error occurred on our side.", param: null);
        }

        if (form["promotion[type]"] != "coupon" || !Coupons.Contains(coupon))
        {
            return Error(404, $"No such coupon: '{coupon}'", "promotion[coupon]");
        }

        if (Codes.Any(known => known.IsActive && known.Code.Equals(code, StringComparison.OrdinalIgnoreCase)))
        {
            return Error(400, $"An active promotion code with `code: {code}` already exists.", param: null);
        }

        var made = new StripeCode(
            $"promo_{Codes.Count + 1}",
            code,
            coupon,
            form["metadata[program]"].ToString(),
            form["metadata[partner]"].ToString()
        );
        Codes.Add(made);
        return LostAnswer is { } status
            ? Error(status, "An error occurred with our connection.", param: null)
            : Results.Json(Of(made));
    }

    private async Task<IResult> UpdateAsync(HttpRequest request, string id)
    {
        var form = await request.ReadFormAsync();
        lock (_lock)
        {
            var known = Codes.Single(code => code.Id == id);
            known.IsActive = form["active"] != "false";
            return Refused(request) ?? Results.Json(Of(known));
        }
    }

    private IResult List(HttpRequest request, string code) =>
        Refused(request)
        ?? (ListText is { } text ? Results.Text(text) : null)
        ?? Results.Json(
            new
            {
                @object = "list",
                data = Codes
                    .Where(known => known.IsActive && known.Code.Equals(code, StringComparison.OrdinalIgnoreCase))
                    .Select(Of),
            }
        );

    private IResult? Refused(HttpRequest request) =>
        request.Headers.Authorization == $"Bearer {Key}" ? null : Error(401, "Invalid API Key provided: rk_***", null);

    private static object Of(StripeCode code) =>
        new
        {
            id = code.Id,
            @object = "promotion_code",
            active = code.IsActive,
            code = code.Code,
            metadata = new { program = code.Program, partner = code.Partner },
            promotion = new { type = "coupon", coupon = code.Coupon },
        };

    private static IResult Error(int status, string message, string? param) =>
        Results.Json(
            new
            {
                error = new
                {
                    type = status >= 500 ? "api_error" : "invalid_request_error",
                    message,
                    param,
                },
            },
            statusCode: status
        );
}

/// <summary>A promotion code at Stripe.</summary>
/// <param name="Id">The id.</param>
/// <param name="Code">The code that customers enter.</param>
/// <param name="Coupon">The coupon.</param>
/// <param name="Program">The program in its metadata.</param>
/// <param name="Partner">The partner in its metadata.</param>
public sealed record StripeCode(string Id, string Code, string Coupon, string Program, string Partner)
{
    /// <summary>Whether customers can use the code.</summary>
    public bool IsActive { get; set; } = true;
}
