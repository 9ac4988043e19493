using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Returns pages. A page runs no script but its own, which the policy names by its hash, loads nothing but the program's
/// logo, cannot be framed, sends no referrer and is not cached, because its address can be a link that makes a decision.
/// </summary>
public sealed class PageAnswers(PageRenderer renderer)
{
    /// <summary>Returns a page.</summary>
    /// <typeparam name="TPage">A component with a parameter <c>Model</c>.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="status">The status code.</param>
    public async Task<IResult> AnswerAsync<TPage>(object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent => new HtmlAnswer(await renderer.RenderAsync<TPage>(model), PolicyOf(model), status);

    /// <summary>Returns a page that only shows a message.</summary>
    public Task<IResult> StatusAsync(StatusMessage message, int status = StatusCodes.Status200OK) =>
        AnswerAsync<StatusPage>(message, status);

    /// <summary>Returns the page of a link that is forged, altered or incomplete.</summary>
    /// <param name="advice">What the reader can do, if that is not to open the link again.</param>
    public Task<IResult> InvalidLinkAsync(string? advice = null) =>
        StatusAsync(
            new StatusMessage(
                "This link does not work",
                advice ?? "The link is incomplete. Open the link in the latest e-mail, or copy the complete link.",
                StatusTone.Error
            ),
            StatusCodes.Status400BadRequest
        );

    private static string PolicyOf(object model)
    {
        var brand = (model as IBrandedPage)?.Brand;
        var scripted = model as IScriptedPage;
        var scripts = scripted?.ScriptSource is { } script ? $"script-src {script}; " : string.Empty;
        var requests = scripted?.IsSendingRequests == true ? "connect-src 'self'; " : string.Empty;
        var styles = model is IStyledPage styled
            ? $"{BrandStyle.StylesOf(brand)} {styled.StyleSource}"
            : BrandStyle.StylesOf(brand);
        var images = BrandStyle.LogoOf(brand) is { } logo ? $"img-src {logo}; " : string.Empty;
        return $"default-src 'none'; style-src {styles}; {images}{scripts}{requests}form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";
    }

    private sealed class HtmlAnswer(string html, string policy, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "text/html; charset=utf-8";
            response.ProtectPage(policy);
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await response.WriteAsync(html, httpContext.RequestAborted);
            }
        }
    }
}

/// <summary>The headers of every page.</summary>
internal static class PageHeaders
{
    /// <summary>
    /// Sets the headers that restrict a page to what its policy allows and forbid framing, referrers and caching.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="policy">The content security policy (https://www.w3.org/TR/CSP3).</param>
    public static void ProtectPage(this HttpResponse response, string policy)
    {
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
    }
}
