using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Affiliate.Pages;

/// <summary>
/// Renders Razor components to HTML on the server. Everything that they print is encoded. Components get no services of
/// the app: a web server registers some, such as a NavigationManager, that only work within its own requests.
/// </summary>
/// <param name="loggers">Where the renderer logs.</param>
public sealed class PageRenderer(ILoggerFactory loggers)
{
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    /// <summary>The whole document.</summary>
    /// <typeparam name="TComponent">A component with a parameter <c>Model</c>.</typeparam>
    /// <param name="model">The model.</param>
    public async Task<string> RenderAsync<TComponent>(object model)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(NoServices, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model });
            return (await renderer.RenderComponentAsync<TComponent>(parameters)).ToHtmlString();
        });
        return "<!DOCTYPE html>\n" + html;
    }
}
