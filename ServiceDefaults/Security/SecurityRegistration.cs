using GreenMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GreenMl.ServiceDefaults.Security;

internal static class SecurityRegistration
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSecurity()
        {
            var security = builder.Configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>() ?? new();
            BindGuard.Check(builder.Configuration, security);
            if (security.Issuer.Length > 0)
            {
                builder.AddTokens(security);
            }
            else
            {
                builder.AddApiKey(security);
            }

            builder
                .Services.AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        }

        private void AddTokens(SecurityOptions security)
        {
            if (security.Audience.Length == 0)
            {
                throw new InvalidOperationException(
                    $"{SecurityOptions.Section}:Audience is empty: with an issuer it must name this installation."
                );
            }

            builder
                .Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
                .AddJwtBearer(jwt =>
                {
                    jwt.Authority = security.Issuer;
                    jwt.Audience = security.Audience;
                });
        }

        private void AddApiKey(SecurityOptions security)
        {
            var file = security.ApiKeyFile is { Length: > 0 } configured
                ? configured
                : ServiceHome.From(builder.Configuration).ApiKeyFile;
            var key = ApiKeyFile.ReadOrCreate(file);
            builder
                .Services.AddAuthentication(ApiKeyHandler.SchemeName)
                .AddScheme<ApiKeyOptions, ApiKeyHandler>(
                    ApiKeyHandler.SchemeName,
                    options =>
                    {
                        options.Key = key;
                        options.KeyFile = file;
                    }
                );
        }
    }
}
